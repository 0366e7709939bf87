// Learns from two executions of the same choices which names differ between them for no other reason than that
// they are others each time. As soon as two steps differ in anything else, nothing more can be said: what
// follows may be a consequence of that.
import type { FreshName } from '../../../results/vocabulary/fresh-name.js';
import type { Step } from '../../../results/vocabulary/schedule.js';
import { differInOwner, freshPartOf, sharedWith, withPatternOf, wordsOf } from '../names/fresh-names.js';
import { comparedLabel } from './compared-label.js';

/** A resource that is called by a path and not by an id. */
const ofAPath = /^(?!inode:|links:|lock:|life:)[a-z]+:(.*)$/s;
const inodes = / \{inode:[^}]*\}/g;

/** The names of a step; all else about it is `rest`. */
function partsOf(step: Step): { texts: string[]; rest: string } {
  const [, verb, body = '', result] = /^(\S+) ?(.*?)(?:: (\S+))?$/s.exec(comparedLabel(step.label)) ?? [];
  const paths = step.accesses.map(({ resource }) => ofAPath.exec(resource)?.[1] ?? null);
  const keys = step.keys.map((key) => key.slice(key.indexOf(':') + 1));
  const resources = step.accesses.map(({ resource, mode }, index) =>
    paths[index] === null ? `${mode} ${resource}` : `${mode} ${resource.slice(0, resource.indexOf(':'))}`,
  );
  const { client, kind, decided } = step;
  return {
    texts: [...paths.filter((path) => path !== null), ...keys, body.replace(inodes, '')],
    rest: JSON.stringify([client, kind, decided, verb, result, body.match(inodes), resources]),
  };
}

/** The patterns that these executions teach, with those known before; null: they teach nothing. */
export function freshNamesOf(
  known: readonly FreshName[],
  was: readonly Step[],
  is: readonly Step[],
): readonly FreshName[] | null {
  let patterns = known;
  for (const [index, before] of was.entries()) {
    const now = is[index];
    if (now === undefined) break;
    const learned = learnedFrom(patterns, before, now);
    if (learned === null) break;
    patterns = learned;
  }
  return patterns === known ? null : patterns;
}

/** null: these two steps differ in more than names. */
function learnedFrom(known: readonly FreshName[], before: Step, now: Step): readonly FreshName[] | null {
  if (before === now) return known;
  const [one, other] = [partsOf(before), partsOf(now)];
  if (one.rest !== other.rest || one.texts.length !== other.texts.length) return null;
  let patterns: readonly FreshName[] | null = known;
  for (const [index, text] of one.texts.entries()) {
    patterns = patterns && learnedFromText(patterns, text, other.texts[index] ?? '');
  }
  return patterns;
}

function learnedFromText(known: readonly FreshName[], was: string, is: string): readonly FreshName[] | null {
  if (was === is) return known;
  const [before, now] = [wordsOf(was), wordsOf(is)];
  if (before.length !== now.length) return null;
  let patterns = known;
  for (const [index, word] of before.entries()) {
    const instead = now[index] ?? '';
    if (word === instead) continue;
    const learned = withPatternOf(patterns, word, instead);
    if (learned === null && !isOneName(patterns, word, instead)) return null;
    patterns = learned ?? patterns;
  }
  return patterns;
}

/** Whether the two are known to be the same name. */
function isOneName(patterns: readonly FreshName[], word: string, instead: string): boolean {
  if (differInOwner(word, instead)) return sharedWith(patterns, word) === null;
  const [one, other] = [freshPartOf(patterns, word), freshPartOf(patterns, instead)];
  return one !== null && one.before === other?.before && one.after === other.after;
}

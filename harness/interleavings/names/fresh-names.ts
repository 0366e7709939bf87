// Learns which names are another one in every execution, by comparing the names in two executions of the same
// choices, and finds the part of a name that differs. Names are compared word by word: a word ends at `/` or
// white space, and in a word the difference begins and ends at a mark (`.`, `-` …), so that 17 and 18 differ
// as numbers and not in their last digit. Pure.
import type { FreshName } from '../../../results/vocabulary/fresh-name.js';

const alphabets = [
  ['digits', /^\d+$/],
  ['hex', /^[0-9a-f]+$/],
  ['lower', /^[0-9a-z]+$/],
  ['alphanumeric', /^[0-9A-Za-z]+$/],
  ['any', /^[^/\s]+$/],
] as const satisfies readonly (readonly [FreshName['characters'], RegExp])[];

const expressions = new Map<FreshName['characters'], RegExp>(alphabets);
const order = alphabets.map(([characters]) => characters);

/** How much shorter another value may be. Numbers may have one digit. */
const shorterMax = 2;
/** A difference of letters alone is a name only if it is as long as a hash. */
const lettersMin = 6;

/** The part of a name that stands for a fresh one: see schedule-names.ts. */
const isNamed = /(?<!~)<\d+(\.\d+)?>/;

/** Words and what is between them. */
export const wordsOf = (text: string): string[] => text.split(/([/\s]+)/);

/** Numbers of clients have one digit, so that places in the text stay the same. */
const withoutClients = (word: string): string => word.replace(/(?<![A-Za-z0-9])([PST])\d(?![0-9])/g, '$1*');

export interface FreshWord {
  pattern: FreshName;
  before: string;
  part: string;
  after: string;
}

/** The word with its differing part taken out; null: it is no such name. */
export function freshPartOf(patterns: readonly FreshName[], word: string): FreshWord | null {
  if (patterns.length === 0) return null;
  const plain = withoutClients(word);
  for (const pattern of patterns) {
    const { before, after, characters, lengthMin } = pattern;
    const end = word.length - after.length;
    if (end - before.length < lengthMin || !plain.startsWith(before) || !plain.endsWith(after)) continue;
    const part = word.slice(before.length, end);
    if (expressions.get(characters)?.test(part) !== true) continue;
    return { pattern, before: word.slice(0, before.length), part, after: word.slice(end) };
  }
  return null;
}

/** The patterns, with one more or a wider one that matches both words; null: these words teach nothing. */
export function withPatternOf(patterns: readonly FreshName[], was: string, is: string): FreshName[] | null {
  if (isNamed.test(was) || isNamed.test(is)) {
    return differInOwner(was, is) ? sharedWith(patterns, was) : aroundNamed(patterns, was, is);
  }
  const learned = patternOf(withoutClients(was), withoutClients(is));
  if (learned === null) return null;
  const { before, after } = learned;
  const index = patterns.findIndex((one) => one.before === before && one.after === after);
  const known = patterns[index];
  if (known === undefined) return [...patterns, learned];
  const characters =
    order[Math.max(order.indexOf(known.characters), order.indexOf(learned.characters))] ?? 'any';
  const lengthMin = Math.min(known.lengthMin, learned.lengthMin);
  if (characters === known.characters && lengthMin === known.lengthMin) return null;
  return patterns.with(index, { ...known, characters, lengthMin });
}

/** Whether a word is a fresh name, as it is or as it is called. */
export function isFresh(patterns: readonly FreshName[], word: string): boolean {
  return isNamed.test(word) || freshPartOf(patterns, word) !== null;
}

const owned = /^(.*?)(?<!~)<(\d+)\.\d+>(.*)$/;

/** The client that a name is called after: 1 of `x.<1.0>`; null: none. */
export function ownerOf(word: string): number | null {
  const owner = word.includes('<') ? owned.exec(word)?.[2] : undefined;
  return owner === undefined ? null : Number(owner);
}

const named = /^(.*?)(?<!~)<(\d+(?:\.\d+)?)>(.*)$/;
const wideMin = 3;

/** What is before and after the part that has a name; all of it, where none has. */
function endsOf(word: string): { start: string; id: string | null; end: string } {
  const plain = withoutClients(word);
  const [, start = plain, id = null, end = plain] = named.exec(plain) ?? [];
  return { start, id, end };
}

/** `x.abc1.<0.0>.tmp` and `x.def2.5.tmp`: what differs goes on where it was known to end. */
function aroundNamed(patterns: readonly FreshName[], was: string, is: string): FreshName[] | null {
  const [one, other] = [endsOf(was), endsOf(is)];
  if (one.id !== null && other.id !== null && one.id !== other.id) return null;
  const { start, end } = one;
  const { start: otherStart, end: otherEnd } = other;
  if (isNamed.test(end) || isNamed.test(otherEnd) || (start === otherStart && end === otherEnd)) return null;
  let before = 0;
  while (before < start.length && start[before] === otherStart[before]) before += 1;
  while (before > 0 && isInside(`${start}.`, `${otherStart}.`, before)) before -= 1;
  let after = 0;
  while (after < end.length && end.at(-1 - after) === otherEnd.at(-1 - after)) after += 1;
  while (after > 0 && isInside(`.${end}`, `.${otherEnd}`, -after)) after -= 1;
  if (Math.min(was.length, is.length) < before + after + wideMin) return null;
  const wide: FreshName = {
    before: start.slice(0, before),
    after: end.slice(end.length - after),
    characters: 'any',
    lengthMin: wideMin,
  };
  const isKnown = patterns.some((known) => known.before === wide.before && known.after === wide.after);
  return isKnown ? null : [wide, ...patterns];
}

/** `x.<0.0>` and `x.<1.0>` differ only in who was the first to name them. */
export function differInOwner(one: string, other: string): boolean {
  const rest = (word: string) => owned.exec(word)?.filter((_, index) => index === 1 || index === 3);
  return (
    ownerOf(one) !== null && ownerOf(one) !== ownerOf(other) && String(rest(one)) === String(rest(other))
  );
}

/** The patterns, with that of this name being no client's own; null: it was not. */
export function sharedWith(patterns: readonly FreshName[], word: string): FreshName[] | null {
  const [, start = '', , end = ''] = owned.exec(word) ?? [];
  const [before, after] = [withoutClients(start), withoutClients(end)];
  const index = patterns.findIndex((known) => known.before === before && known.after === after);
  const known = patterns[index];
  return known === undefined || known.shared ? null : patterns.with(index, { ...known, shared: true });
}

function patternOf(was: string, is: string): FreshName | null {
  if (was === is || was === '' || is === '') return null;
  const shorter = Math.min(was.length, is.length);
  let before = 0;
  while (before < shorter && was[before] === is[before]) before += 1;
  while (before > 0 && isInside(was, is, before)) before -= 1;
  let after = 0;
  while (after < shorter - before && was.at(-1 - after) === is.at(-1 - after)) after += 1;
  while (after > 0 && isInside(was, is, -after)) after -= 1;
  let parts = [was, is].map((word) => word.slice(before, word.length - after));
  // `r17`, `r18`: the letter belongs to the name, unless it may be a digit of a hash.
  const [letters = ''] = /^[A-Za-z]*[g-zG-Z](?=\d+$)/.exec(parts[0] ?? '') ?? [];
  if (
    letters !== '' &&
    parts.every((part) => part.startsWith(letters) && /^\d+$/.test(part.slice(letters.length)))
  ) {
    before += letters.length;
    parts = parts.map((part) => part.slice(letters.length));
  }
  if (!parts.every(isNameLike)) return null;
  const found = alphabets.find(([, expression]) => parts.every((part) => expression.test(part)));
  if (found === undefined) return null;
  const [characters] = found;
  const shortest = Math.min(...parts.map((part) => part.length));
  return {
    before: was.slice(0, before),
    after: after === 0 ? '' : was.slice(-after),
    characters,
    lengthMin: characters === 'digits' ? 1 : Math.max(1, shortest - shorterMax),
  };
}

/** `busy` and `locked` are no names. */
function isNameLike(part: string): boolean {
  return part !== '' && (/\d/.test(part) || part.length >= lettersMin);
}

/** Whether this place is inside of a word of letters and digits in one of the texts. */
function isInside(was: string, is: string, at: number): boolean {
  return [was, is].some((text) => isAlphanumeric(text.at(at - 1)) && isAlphanumeric(text.at(at)));
}

function isAlphanumeric(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}

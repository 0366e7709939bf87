// Selections of ids: comma lists, globs and negation (`flock*,!m03`). Pure: which of the known ids a list of
// patterns picks, or what is wrong with it. A pattern that matches nothing is a mistake, never an empty set.
import picomatch from 'picomatch';
import { usageError } from '../cli-error.js';
import { didYouMean } from './did-you-mean.js';

/** Splits at commas outside braces, trims, and drops empty parts. */
export function splitList(values: readonly string[]): string[] {
  return values
    .flatMap((value) => value.split(/,(?![^{}]*\})/))
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export interface Vocabulary {
  /** The flag or argument, for messages: `--strategy`. */
  flag: string;
  /** Plural: `strategies`. */
  kind: string;
  ids: readonly string[];
  /** What a selection of nothing but negations starts from. */
  defaults: readonly string[];
}

/**
 * (union of the plain patterns, or the defaults when there is none) minus the negated ones, in the order of
 * `ids`; the order of the patterns doesn't matter. Throws a usage error for a pattern that matches no id and
 * for a selection that leaves nothing.
 */
export function select(patterns: readonly string[], vocabulary: Vocabulary): string[] {
  const { ids, defaults, flag, kind } = vocabulary;
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const unwanted = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const picked = new Set(
    wanted.length > 0 ? wanted.flatMap((pattern) => matching(pattern, vocabulary)) : defaults,
  );
  for (const pattern of unwanted) for (const id of matching(pattern, vocabulary)) picked.delete(id);
  if (picked.size === 0) {
    throw usageError({
      what: `the selection leaves no ${kind}`,
      where: `${flag} ${patterns.join(',')}`,
      remedy: `leave a negation out, or add one of: ${ids.join(', ')}`,
    });
  }
  return ids.filter((id) => picked.has(id));
}

function matching(pattern: string, { ids, kind, flag }: Vocabulary): string[] {
  // An id is always its own pattern, whatever characters it has.
  const matches = ids.includes(pattern) ? [pattern] : ids.filter(matcher(pattern));
  if (matches.length > 0) return matches;
  throw usageError({
    what: `no ${kind} match "${pattern}"`,
    where: flag,
    remedy: didYouMean(pattern, kind, ids),
  });
}

function matcher(pattern: string): (id: string) => boolean {
  if (pattern === '') return () => false;
  const matches = picomatch(pattern, { nonegate: true, dot: true });
  return (id) => matches(id);
}

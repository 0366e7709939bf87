// Parsers for the values of options and arguments: each returns the value or throws a usage error that says
// which flag, what was typed, and what would do.

import { type Profile, profileSchema, type Shard } from '../../../results/facts/run-record.js';
import { type Policy, policySchema } from '../../../results/vocabulary/verdict.js';
import { usageError } from '../cli-error.js';
import { didYouMean } from './did-you-mean.js';
import { parseDuration } from './duration.js';

/** One of a closed set. */
export function oneOf<const T extends string>(flag: string, choices: readonly T[]): (typed: string) => T {
  return (typed) => {
    const choice = choices.find((candidate) => candidate === typed);
    if (choice !== undefined) return choice;
    throw usageError({
      what: `"${typed}" is not a value of ${flag}`,
      where: flag,
      remedy: didYouMean(typed, 'values', choices),
    });
  };
}

export const parseProfile: (typed: string) => Profile = oneOf('--profile', profileSchema.options);
export const parsePolicy: (typed: string) => Policy = oneOf('--policy', policySchema.options);
export const parseOnly: (typed: string) => 'benchmark' = oneOf('--only', ['benchmark'] as const);
export const failOn = ['regression', 'no-go', 'never'] as const;
export type FailOn = (typeof failOn)[number];
export const parseFailOn: (typed: string) => FailOn = oneOf('--fail-on', failOn);

/** Collects a list from a repeated option. */
export function collect(typed: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), typed];
}

const seedMax = 2 ** 31 - 1;

export function parseSeed(typed: string): number {
  const seed = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
  if (seed <= seedMax) return seed;
  throw usageError({
    what: `"${typed}" is not a seed`,
    where: '--seed',
    remedy: `give a whole number from 0 to ${seedMax}, e.g. --seed 42`,
  });
}

const shardsMax = 1000;

/** `2/4`. */
export function parseShard(typed: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(typed) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (shard.index >= 1 && shard.index <= shard.of && shard.of <= shardsMax) return shard;
  throw usageError({
    what: `"${typed}" is not a shard`,
    where: '--shard',
    remedy: 'give its number and how many there are, e.g. --shard 1/4',
  });
}

/** Milliseconds. */
const durationOf =
  (flag: string) =>
  (typed: string): number => {
    const ms = parseDuration(typed);
    if (ms !== null) return ms;
    throw usageError({
      what: `"${typed}" is not a duration`,
      where: flag,
      remedy: `give a number with its unit, e.g. ${/^\d+$/.test(typed) && Number(typed) > 0 ? `${typed}s, ` : ''}90s, 5m or 1h30m`,
    });
  };
export const parseMaxTime: (typed: string) => number = durationOf('--max-time');
export const parseTimeout: (typed: string) => number = durationOf('--timeout');

/** A directory's name as typed; what can't be one is refused before the disk is touched. */
export function parseDirectory(flag: string): (typed: string) => string {
  return (typed) => {
    if (typed.trim() !== '' && typed !== '-' && !typed.includes('\0')) return typed;
    throw usageError({
      what: `${JSON.stringify(typed)} is not a directory's name`,
      where: flag,
      remedy: `give a path, e.g. ${flag} ./work`,
    });
  };
}

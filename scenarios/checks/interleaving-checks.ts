// The checks over interleavings. Each looks for some classes of violation in some variants: one schedule with
// such a violation fails it, and it passes only where every schedule up to the required bound was covered.
// The first ones share their ids with the checks over stressed histories, because they prove the same by
// another method.

import type { InterleavingVariantResult } from '../../results/facts/interleavings-fact.js';
import { boundWords, circumstance, sizeWords } from '../../results/verdicts/interleaving-words.js';
import {
  type InterleavingVariant,
  interleavingVariantSchema,
  type ViolationClass,
  violationClassSchema,
} from '../../results/vocabulary/schedule.js';
import type { Check } from '../scenario.js';
import { evidenceOf, foundWords, leastWords, surveyInterleavings, whyOpen } from './interleaving-survey.js';
import { failed, inapplicable, passed, undecided } from './judgement.js';

/** What has to hold whatever the clock does. */
const ORDINARY = [
  'plain',
  'stale-lock',
  'crash',
  'reader',
  'stall',
] as const satisfies readonly InterleavingVariant[];

const METHOD =
  'The strategy’s own clients run one step at a time, with real files and real locks, and all orders of their steps ' +
  'are tried up to a number of preemptions. Unknown when something happened that can’t be seen or repeated, or when ' +
  `not every schedule of these was looked at (writers × writes of each): ${leastWords(ORDINARY)}.`;

interface CheckRow {
  id: string;
  title: string;
  explanation: string;
  classes: readonly ViolationClass[];
  variants: readonly InterleavingVariant[];
  /** Classes that fail it in every variant: whatever the clock does, they are no right answer. */
  anywhere?: readonly ViolationClass[];
  /** After a colon: `no update was lost`. */
  silence: string;
}

const rows: readonly CheckRow[] = [
  {
    id: 'no-lost-update',
    title: 'No schedule loses an acknowledged update',
    explanation: `Fails on two writes from one rev, a rev given twice, skipped or turned back, and an overwritten document that is the document again. ${METHOD}`,
    classes: ['lost-update', 'duplicate-rev', 'rev-gap', 'rev-rollback', 'resurrected-write'],
    variants: ORDINARY,
    silence: 'no update was lost',
  },
  {
    id: 'no-corruption',
    title: 'No schedule shows a torn, missing or foreign document',
    explanation: `Fails on a read whose tasks don’t match their digest, that found no document, or one that nobody wrote. ${METHOD}`,
    classes: ['torn-read', 'phantom'],
    variants: ORDINARY,
    silence: 'every document read was one that somebody wrote',
  },
  {
    id: 'linearizable',
    title: 'Every schedule agrees with the order of time',
    explanation: `Fails on a read or a write that did not see what was known before it began. ${METHOD}`,
    classes: ['stale-read', 'real-time-order'],
    variants: ORDINARY,
    silence: 'reads and writes agreed with the order of time',
  },
  {
    id: 'exact-conflicts',
    title: 'In every schedule CONFLICT and LOCKED are said when they are true',
    explanation: `Fails on a CONFLICT although the expected rev was current all the while, and on a write that was refused and took effect. ${METHOD}`,
    classes: ['false-conflict', 'committed-but-errored'],
    variants: ORDINARY,
    silence: 'refusals were true',
  },
  {
    id: 'no-client-errors',
    title: 'No schedule makes a client fail with anything but CONFLICT and LOCKED',
    explanation: `Fails on a read or a write that rejected with another code, or none: a neighbour who was in the way is no reason to fail. ${METHOD}`,
    classes: ['client-error'],
    variants: ORDINARY,
    silence: 'clients met nothing but CONFLICT and LOCKED',
  },
  {
    id: 'no-stuck-lock',
    title: 'After every schedule the next writer gets through',
    explanation: `When all have stopped, one of them dead perhaps, a fresh client writes, with a minute of virtual time to wait. Fails when it is refused. ${METHOD}`,
    classes: ['stuck-lock'],
    variants: ORDINARY,
    silence: 'the next writer always got through',
  },
  {
    id: 'terminates',
    title: 'In no schedule a client hangs or dies',
    explanation: `Fails when strategy code did not come back within 10 s, waits for what can’t come any more, or took its process or thread down; that last in a pause or a clock jump as well. ${METHOD}`,
    classes: ['hang', 'death'],
    variants: ORDINARY,
    anywhere: ['death'],
    silence: 'no client hung or died',
  },
  {
    id: 'survives-clock-jump',
    title: 'A wall clock that is set on by a minute does no harm',
    explanation:
      'Once in every schedule, at every possible moment, the wall clock jumps by a minute while monotonic clocks and ' +
      'timers go on. Fails on any violation; LOCK_LOST is a right answer here. Locks that judge by ' +
      'the wall clock whether they are stale rob their holder. A clock that is set back is not tried. Unknown when not every schedule was looked at ' +
      `(writers × writes of each) ${leastWords(['clock-jump'])}.`,
    classes: violationClassSchema.options,
    variants: ['clock-jump'],
    silence: 'nothing went wrong',
  },
  {
    id: 'survives-pause',
    title: 'A client that is paused for a minute does no harm',
    explanation:
      'Once in every schedule, at every possible moment, one client stands still for a minute without its timers, as when a ' +
      'laptop sleeps or an event loop is blocked, and others go on. Fails on any violation: a lock ' +
      'that must be renewed is lost meanwhile. To notice it and to say LOCK_LOST is right. Unknown when not every ' +
      `schedule was looked at (writers × writes of each) ${leastWords(['pause'])}.`,
    classes: violationClassSchema.options,
    variants: ['pause'],
    silence: 'nothing went wrong',
  },
];

export const interleavingChecks: readonly Check[] = rows.map((one) => ({
  id: one.id,
  title: one.title,
  explanation: one.explanation,
  judge(facts) {
    const { unavailable, results, looked, found } = surveyInterleavings(facts, one.variants, one.classes);
    if (unavailable !== null) return inapplicable(unavailable, looked);
    if (found.length === 0 && one.anywhere !== undefined) {
      const all = surveyInterleavings(facts, interleavingVariantSchema.options, one.anywhere);
      const [worst] = all.found;
      if (worst !== undefined) return failed(foundWords(worst), all.looked, evidenceOf(all.found));
    }
    const [first, ...others] = found;
    if (first !== undefined) {
      const more = others.length > 0 ? ` (and ${others.length} more)` : '';
      return failed(`${foundWords(first)}${more}`, looked, evidenceOf(found));
    }
    const open = whyOpen(results, one.variants);
    if (open !== null) return undecided(open, looked);
    const pass = passed(`${coveredWords(results)}: ${one.silence}`, looked);
    // Schedules of a search are not independent trials, so their number gives no bound on a failure rate.
    return { ...pass, coverage: { ...pass.coverage, failureRateBelow: null } };
  },
}));

/**
 * `All schedules of 2 × 2 with at most 2 preemptions (with a crash, with a pause: 2 × 1 with no preemption)`,
 * by the deepest search of each variant.
 */
function coveredWords(results: readonly InterleavingVariantResult[]): string {
  const [first, ...others] = interleavingVariantSchema.options.flatMap((variant) => {
    const own = results.filter((result) => result.variant === variant && result.search === 'dfs');
    const [deepest] = own.sort((a, b) => (b.coverage.completeTo ?? -1) - (a.coverage.completeTo ?? -1));
    const completeTo = deepest?.coverage.completeTo ?? null;
    return deepest === undefined || completeTo === null ? [] : [{ deepest, completeTo }];
  });
  if (first === undefined) return 'Nothing';
  const { deepest, completeTo } = first;
  const byReach = new Map<string, string[]>();
  for (const one of others) {
    const reach = `${sizeWords(one.deepest)} with ${boundWords(one.completeTo)}`;
    byReach.set(reach, [...(byReach.get(reach) ?? []), circumstance[one.deepest.variant]]);
  }
  const beside = [...byReach].map(([reach, met]) => `${met.join(', ')}: ${reach}`);
  const what = [sizeWords(deepest), circumstance[deepest.variant]].filter((words) => words !== '').join(' ');
  const rest = beside.length === 0 ? '' : ` (${beside.join('; ')})`;
  return `All schedules of ${what} with ${boundWords(completeTo)}${rest}`;
}

// Runs the strategy's real clients one step at a time, in every order of their steps up to a number of
// preemptions; then again after a dead writer, with a crash, beside a reader, with a client that stands still
// for a second, with a clock jump and with a paused client. A pass holds for the schedules that were covered
// and no others. Clients are switched only at file-system and lock operations and at sleeps, and nothing here
// is about power loss.
import type { Profile } from '../results/facts/run-record.js';
import { completes } from './checks/completes.js';
import { interleavingChecks } from './checks/interleaving-checks.js';
import type { InterleavingPlan, Lab } from './lab.js';
import type { Scenario } from './scenario.js';

type SearchRow = readonly [
  variant: InterleavingPlan['variant'],
  size: readonly [writers: number, writes: number, readers: number],
  search: InterleavingPlan['search'],
  preemptions: number,
  schedulesMax: number,
];

/**
 * In this order. A budget is counted in schedules, never in time: a slow machine takes longer and finds the
 * same. One that runs out leaves the search incomplete: it can make a verdict unknown, never a pass. What
 * only
 * the policy strict asks for (clock-jump, pause) is left to the longer profiles.
 */
const PLANS: Readonly<Record<Lab['profile'], readonly SearchRow[]>> = {
  quick: [
    ['plain', [2, 2, 0], 'dfs', 2, 100_000],
    ['stale-lock', [2, 1, 0], 'dfs', 2, 100_000],
    ['crash', [2, 1, 0], 'dfs', 2, 100_000],
    ['reader', [2, 1, 1], 'dfs', 2, 100_000],
    ['stall', [2, 1, 0], 'dfs', 2, 100_000],
  ],
  standard: [
    ['plain', [2, 2, 0], 'dfs', 3, 400_000],
    ['plain', [3, 1, 0], 'dfs', 2, 400_000],
    // Takeovers that give back what they should not have taken fail at 3.
    ['stale-lock', [2, 1, 0], 'dfs', 3, 100_000],
    ['crash', [2, 1, 0], 'dfs', 2, 100_000],
    ['reader', [2, 1, 1], 'dfs', 2, 100_000],
    ['stall', [2, 1, 0], 'dfs', 2, 100_000],
    ['clock-jump', [2, 1, 0], 'dfs', 2, 100_000],
    ['pause', [2, 1, 0], 'dfs', 2, 100_000],
  ],
  soak: [
    ['plain', [2, 2, 0], 'dfs', 4, 1_000_000],
    ['plain', [3, 2, 0], 'dfs', 2, 400_000],
    ['stale-lock', [2, 2, 0], 'dfs', 3, 200_000],
    ['crash', [2, 2, 0], 'dfs', 3, 400_000],
    ['reader', [2, 2, 1], 'dfs', 2, 200_000],
    ['stall', [2, 2, 0], 'dfs', 3, 400_000],
    ['clock-jump', [2, 2, 0], 'dfs', 3, 400_000],
    ['pause', [2, 2, 0], 'dfs', 3, 400_000],
    ['plain', [3, 3, 0], 'pct', 4, 100_000],
    ['plain', [3, 3, 0], 'walk', 0, 100_000],
  ],
};

function plansOf(profile: Lab['profile']): InterleavingPlan[] {
  return PLANS[profile].map(([variant, [writers, writes, readers], search, preemptions, schedulesMax]) => ({
    variant,
    writers,
    writes,
    readers,
    search,
    preemptions,
    schedulesMax,
    msMax: null,
    findAll: false,
  }));
}

/** Profiles that also search what only the policy strict asks for. */
const LONGER: readonly Profile[] = ['standard', 'soak'];

const interleavings: Scenario = {
  id: 'interleavings',
  title: 'Every interleaving of a few writes',
  explanation:
    'Two writers of two writes each, the least that breaks M0.3’s protocol, run one file-system or lock operation at ' +
    'a time, under every schedule with up to a number of preemptions; then, with fewer writes except in the longest ' +
    'profile, with what a dead writer left, with one of them dying, with a reader, with one that stands still for a second, and in ' +
    'the longer profiles with a wall clock that jumps and with one of them paused. The locks and files are real, time is virtual. The smallest schedule of each violation is kept, and can be replayed. Where stress sees ' +
    'the schedules that a machine happens to produce, this sees all of them, up to the bound that it states.',
  scopes: ['threads', 'processes'],
  lane: 'search',
  durationMs: { quick: 6000, standard: 20_000, soak: 1_200_000 },
  needs: ['interleavings'],
  canaries: [
    { strategy: 'no-lock', by: ['no-lost-update'], part: 'plain' },
    { strategy: 'm03', by: ['no-lost-update', 'no-corruption'], part: 'plain' },
    { strategy: 'unlink-held', by: ['no-lost-update'], part: 'plain' },
    { strategy: 'pid-file', by: ['no-lost-update'], part: 'plain' },
    { strategy: 'lock-data-file', by: ['no-lost-update'], part: 'plain' },
    { strategy: 'check-before-lock', by: ['no-lost-update'], part: 'plain' },
    // Every POSIX lock admits all threads of a process; only processes distinguish this one from a sound one.
    { strategy: 'reopened-posix-lock', by: ['no-lost-update'], scopes: ['processes'], part: 'plain' },
    { strategy: 'takeover-by-name', by: ['no-lost-update'], part: 'stale-lock' },
    { strategy: 'torn-by-death', by: ['no-corruption'], part: 'crash' },
    { strategy: 'one-may-wait', by: ['no-lost-update'], part: 'reader' },
    { strategy: 'short-lease', by: ['no-lost-update', 'no-client-errors'], part: 'stall' },
    { strategy: 'boot-time-lease', by: ['survives-clock-jump'], part: 'clock-jump', profiles: LONGER },
    { strategy: 'long-lease', by: ['survives-pause'], part: 'pause', profiles: LONGER },
  ],
  checks: [...interleavingChecks, completes],
  run: async (lab, scope, parts = null) => {
    const where = scope === 'threads' ? 'threads' : 'processes';
    const plans = plansOf(lab.profile);
    if (parts !== null) {
      return [
        await lab.interleavings(
          plans.filter(({ variant }) => parts.includes(variant)),
          where,
        ),
      ];
    }
    const [plain, ...others] = plans;
    const first = await lab.interleavings(plain === undefined ? [] : [plain], where);
    // A strategy that fails without disturbances needs no test with them.
    const isViolated = first.variants.some(({ violations }) => violations.length > 0);
    if (isViolated || first.unavailable !== null) return [first];
    return [first, await lab.interleavings(others, where)];
  },
};
export default interleavings;

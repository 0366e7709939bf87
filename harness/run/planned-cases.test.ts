// The plan of the built-in strategies and scenarios, case by case: order, lanes and estimates. A change in
// here is a change of how long a run takes and of what runs beside what; make it on purpose.
import { expect, test } from 'vitest';
import type { Profile } from '../../results/facts/run-record.js';
import { scenarios } from '../../scenarios/all-scenarios.js';
import { strategies } from '../../strategies/strategy-registry.js';
import { planCases, runnable } from './run-plan.js';

/** Scenario, scope and lane; then the estimates of quick, standard and soak in milliseconds. */
const usual: [string, Record<Profile, number>][] = [
  ['round-trip single contention', { quick: 300, standard: 300, soak: 300 }],
  ['documents single contention', { quick: 700, standard: 1500, soak: 1500 }],
  ['after-trouble single contention', { quick: 150, standard: 150, soak: 150 }],
  ['private-document single crash', { quick: 250, standard: 250, soak: 250 }],
  ['conflict single contention', { quick: 250, standard: 250, soak: 250 }],
  ['one-store single contention', { quick: 600, standard: 600, soak: 600 }],
  ['one-winner threads contention', { quick: 900, standard: 1500, soak: 7000 }],
  ['one-winner processes contention', { quick: 900, standard: 1500, soak: 7000 }],
  ['absent-directories threads contention', { quick: 400, standard: 700, soak: 3000 }],
  ['absent-directories processes contention', { quick: 400, standard: 700, soak: 3000 }],
  ['concurrent-threads threads contention', { quick: 1000, standard: 2000, soak: 12_000 }],
  ['concurrent-processes processes contention', { quick: 1300, standard: 2500, soak: 15_000 }],
  ['mixed threads contention', { quick: 1200, standard: 2300, soak: 14_000 }],
  ['many-names threads contention', { quick: 500, standard: 900, soak: 4000 }],
  ['many-names processes contention', { quick: 500, standard: 900, soak: 4000 }],
  ['readers single contention', { quick: 900, standard: 1600, soak: 10_000 }],
  ['readers threads contention', { quick: 900, standard: 1600, soak: 10_000 }],
  ['readers processes contention', { quick: 900, standard: 1600, soak: 10_000 }],
  ['fair-waiting threads contention', { quick: 600, standard: 1700, soak: 10_500 }],
  ['fair-waiting processes contention', { quick: 600, standard: 1700, soak: 10_500 }],
  ['interleavings threads search', { quick: 6000, standard: 20_000, soak: 1_200_000 }],
  ['interleavings processes search', { quick: 6000, standard: 20_000, soak: 1_200_000 }],
  ['stress-100 single measured', { quick: 500, standard: 500, soak: 500 }],
  ['held-lock processes crash', { quick: 900, standard: 6000, soak: 6000 }],
  ['kill-mid-write single crash', { quick: 2000, standard: 4000, soak: 20_000 }],
  ['power-loss single crash', { quick: 600, standard: 1500, soak: 20_000 }],
  ['io-faults single crash', { quick: 1500, standard: 3000, soak: 1500 }],
  ['nemesis processes search', { quick: 2500, standard: 7000, soak: 200_000 }],
  ['latency single measured', { quick: 1400, standard: 3000, soak: 16_000 }],
  ['contended-speed threads measured', { quick: 900, standard: 1800, soak: 7000 }],
  ['contended-speed processes measured', { quick: 900, standard: 1800, soak: 7000 }],
  ['many-writers threads measured', { quick: 9000, standard: 18_000, soak: 50_000 }],
  ['many-writers processes measured', { quick: 9000, standard: 18_000, soak: 50_000 }],
  ['document-sizes single measured', { quick: 40_000, standard: 60_000, soak: 120_000 }],
];

/** Strategies whose lock a kill leaves behind wait for it, in real time, outside the quick profile. */
const waiting: Record<string, string> = {
  lockfile: 'kill-mid-write single stale-lock',
  'stuck-lock': 'kill-mid-write single stuck-lock',
  'lock-by-mount': 'kill-mid-write single stuck-lock',
};

function planOf(id: string, profile: Profile): string[] {
  return usual.map(([row, estimatesMs]) => {
    const instead = row.startsWith('kill-mid-write ') && profile !== 'quick' ? waiting[id] : undefined;
    return `${instead ?? row} ${estimatesMs[profile] + (instead === undefined ? 0 : 12_000)}`;
  });
}

test.each(['quick', 'standard', 'soak'] as const)('%s', async (profile) => {
  const ids = Object.keys(strategies);
  const planned = await Promise.all(
    Object.entries(strategies).map(async ([id, load]) => {
      const { claims = {} } = (await load()).default;
      return { id, reference: id, claims, selected: true, available: true };
    }),
  );
  const cases = planCases(planned, runnable(scenarios, false), profile).map(
    ({ strategy, scenario, scope, lane, estimateMs }) =>
      `${strategy}: ${scenario} ${scope} ${lane} ${estimateMs}`,
  );
  expect(cases).toEqual(ids.flatMap((id) => planOf(id, profile).map((row) => `${id}: ${row}`)));
});

test('a second mount adds the cases of hosts, and no others', () => {
  const one = { id: 'flock', reference: 'flock', claims: {}, selected: true, available: true };
  const rowsOf = (hasSecondMount: boolean) =>
    planCases([one], runnable(scenarios, hasSecondMount), 'quick').map(
      ({ scenario, scope }) => `${scenario} ${scope}`,
    );
  const [local, shared] = [rowsOf(false), rowsOf(true)];
  expect(shared.filter((row) => !local.includes(row))).toEqual([
    'concurrent-hosts hosts',
    'readers hosts',
    'killed-hosts hosts',
  ]);
  expect(local.every((row) => shared.includes(row))).toBe(true);
});

// The table of criteria against the scenarios that are to prove it: no pattern means nothing, nothing that
// judges goes unused, and both scopes are spoken for.
import { describe, expect, it } from 'vitest';
import { speaksFor } from '../results/vocabulary/verdict.js';
import { scenarios } from './all-scenarios.js';
import { criteria } from './criteria.js';
import { runsByDefault } from './scenario.js';

const pairs = scenarios.flatMap((scenario) =>
  scenario.checks.flatMap((check) =>
    (check.scope === undefined ? scenario.scopes : [check.scope]).map((scope) => ({
      scenario,
      scope,
      check: check.id,
      name: `${scenario.id}/${check.id}`,
    })),
  ),
);

function meant(pattern: string): typeof pairs {
  const [scenario, check] = pattern.split('/');
  return pairs.filter((pair) => (scenario === '*' || pair.scenario.id === scenario) && pair.check === check);
}

/** Reported beside the decision, never part of it. */
const MEASURES_ONLY = ['contention-measures', 'fault-conduct', 'survives-failed-sync', 'nemesis-measures'];

/** Only processes can be killed and exit one by one, and nothing of this says anything of threads. */
const OF_PROCESSES_ONLY = ['nemesis'];

describe('criteria', () => {
  it('are the rows of M0.3, then what M0.3 did not ask', () => {
    expect(criteria.map(({ group, id }) => `${group}: ${id}`)).toEqual([
      'criteria: no-corruption',
      'criteria: conflicts-detected',
      'criteria: atomic-operations',
      'criteria: locks-prevent-races',
      'criteria: temp-files-cleaned',
      'validation: basic-atomic-write',
      'validation: conflict-detection',
      'validation: concurrent-writes',
      'validation: integrity-under-failure',
      'validation: rapid-writes',
      'edge-cases: edge-concurrent-writes',
      'edge-cases: edge-stale-writes',
      'edge-cases: edge-process-crash',
      'edge-cases: edge-power-loss',
      'strict: power-loss-weakest',
      'strict: conduct',
      'strict: io-faults',
      'strict: paused-holders',
      'strict: fair-waiting',
      'strict: clock-jumps',
      'strict: nemesis',
    ]);
  });

  const patterns = criteria.flatMap(({ id, provenBy }) => provenBy.map((pattern) => [id, pattern] as const));
  it.each(patterns)('%s is proven by %s, which exists', (_, pattern) => {
    expect(meant(pattern)).not.toEqual([]);
  });

  it('use every check that judges', () => {
    const used = new Set(patterns.flatMap(([, pattern]) => meant(pattern).map(({ name }) => name)));
    const benchmarks = scenarios.filter(({ benchmark }) => benchmark !== undefined).map(({ id }) => id);
    const isBenchmark = (name: string) => benchmarks.some((id) => name.startsWith(`${id}/`));
    const unused = pairs.filter(
      ({ name, check }) => !used.has(name) && !MEASURES_ONLY.includes(check) && !isBenchmark(name),
    );
    expect(unused.map(({ name }) => name)).toEqual([]);
  });

  it('need no check of a scenario that a run leaves out', () => {
    const left = scenarios.filter((scenario) => !runsByDefault(scenario)).map(({ id }) => id);
    const needed = patterns.flatMap(([, pattern]) => meant(pattern).map(({ name }) => name));
    expect(left).not.toEqual([]);
    expect(needed.filter((name) => left.some((id) => name.startsWith(`${id}/`)))).toEqual([]);
  });

  const proven = criteria.filter(({ provenBy }) => provenBy.length > 0);
  it.each(proven)(
    '$id is required, and proven for threads and processes',
    ({ id, group, requiredBy, provenBy }) => {
      expect(requiredBy).toEqual(group === 'strict' ? ['strict'] : ['m03', 'strict']);
      const scopes = OF_PROCESSES_ONLY.includes(id) ? [] : (['threads'] as const);
      for (const scope of [...scopes, 'processes'] as const) {
        const speaking = provenBy.flatMap(meant).filter((pair) => speaksFor(pair.scope, scope));
        expect(speaking).not.toEqual([]);
      }
    },
  );

  it('that need several writers say nothing of one; the others are proven for it', () => {
    const silent = proven.filter(({ provenBy }) =>
      provenBy.flatMap(meant).every(({ scope }) => scope !== 'single'),
    );
    expect(silent.map(({ id }) => id)).toEqual([
      'locks-prevent-races',
      'concurrent-writes',
      'paused-holders',
      'fair-waiting',
      'clock-jumps',
      'nemesis',
    ]);
  });

  it('that no engine proves yet are required by nobody', () => {
    const unproven = criteria.filter(({ provenBy }) => provenBy.length === 0);
    expect(unproven.map(({ id, requiredBy }) => [id, requiredBy])).toEqual([]);
  });
});

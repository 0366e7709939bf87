import { describe, expect, it } from 'vitest';
import { costFindings, judgedRun, strategy, verdictsOf } from '../testing/judged-fixture.js';
import { linux } from '../testing/run-fixture.js';
import { compareRuns, failsOn } from './comparison.js';
import { ComparisonError } from './comparison-error.js';
import type { Judged } from './judged.js';

const mac = { ...linux, id: 'darwin-arm64', fileSystem: { ...linux.fileSystem, type: 'apfs' } };
const base = judgedRun({ strategies: [strategy('flock', 'GO', 'GO'), strategy('m03', 'NO-GO', 'NO-GO')] });
const other = (changes: Partial<Judged> = {}) => ({ ...base, runId: 'other', platform: mac, ...changes });

describe('two runs that say the same', () => {
  const comparison = compareRuns([base, other()]);

  it('differ in nothing, and bite only on what is no-go anyway', () => {
    expect(comparison.runs.map(({ label }) => label)).toEqual([
      'linux-x64 · Node 20 · ext4',
      'darwin-arm64 · Node 20 · apfs',
    ]);
    expect(comparison.decisions.map(({ strategy: id, differs }) => [id, differs])).toEqual([
      ['flock', false],
      ['m03', false],
    ]);
    expect([comparison.criteria, comparison.regressions, comparison.notes]).toEqual([[], [], []]);
    expect(comparison.noGo.map(({ run, strategy: id }) => [run, id])).toEqual([
      ['linux-x64 · Node 20 · ext4', 'm03'],
      ['darwin-arm64 · Node 20 · apfs', 'm03'],
    ]);
    expect(failsOn(comparison, 'regression')).toBe(false);
    expect(failsOn(comparison, 'no-go')).toBe(true);
    expect(failsOn(comparison, 'never')).toBe(false);
  });

  it('are told apart by what differs, and by number when nothing does', () => {
    const labels = (runs: Judged[]) => compareRuns(runs).runs.map(({ label }) => label.split(' · ').slice(3));
    expect(labels([base, { ...base, holdfast: '0.2.0' }])).toEqual([['Holdfast 0.1.0'], ['Holdfast 0.2.0']]);
    expect(labels([base, { ...base, runId: 'x' }])).toEqual([[base.runId], ['x']]);
    expect(labels([base, { ...base }])).toEqual([['#1'], ['#2']]);
    expect(labels([base, other(), { ...base, runId: 'x' }])).toEqual([[base.runId], [], ['x']]);
  });
});

describe('regressions', () => {
  const raced = { 'race-free': ['fail', '8 updates are gone'] as ['fail', string] };
  const worse: [name: string, after: Judged['strategies'], expected: string[]][] = [
    [
      'one scope is no longer GO',
      [
        strategy('flock', 'NO-GO', 'GO', {
          criteria: [...verdictsOf('threads', raced), ...verdictsOf('processes')],
        }),
      ],
      ['decision threads NO-GO', 'criterion threads race-free'],
    ],
    ['GO became unknown', [strategy('flock', 'GO', 'INCONCLUSIVE')], ['decision processes INCONCLUSIVE']],
    [
      'its parts are missing now',
      [strategy('flock', 'N/A', 'N/A')],
      ['decision single N/A', 'decision threads N/A', 'decision processes N/A'],
    ],
    ['it was left out', [], ['decision single null', 'decision threads null', 'decision processes null']],
    [
      'it only ran as a canary',
      [strategy('flock', 'GO', 'GO', { role: 'canary' })],
      ['decision single null', 'decision threads null', 'decision processes null'],
    ],
    [
      'a pass failed where the decision stays',
      [
        strategy('flock', 'GO', 'GO', {
          criteria: [...verdictsOf('threads'), ...verdictsOf('processes', raced)],
        }),
      ],
      ['criterion processes race-free'],
    ],
    [
      'a scope that is not claimed any more',
      [strategy('flock', 'GO', 'NO-GO', { claims: { processes: false } })],
      ['decision processes NO-GO'],
    ],
    ['nothing', [strategy('flock', 'GO', 'GO')], []],
  ];
  it.each(worse)('%s', (_name, strategies, expected) => {
    const comparison = compareRuns([base, other({ strategies })]);
    const told = comparison.regressions.map((one) => {
      if (one.kind === 'unfinished') return one.kind;
      return one.kind === 'decision'
        ? `decision ${one.scope} ${one.to}`
        : `criterion ${one.scope} ${one.criterion}`;
    });
    expect(told).toEqual(expected);
    expect(failsOn(comparison, 'regression')).toBe(expected.length > 0);
  });

  it('an unknown that fails now, or a NO-GO that stays one, is none; the base can be any run', () => {
    const better = other({ strategies: [strategy('flock', 'GO', 'GO'), strategy('m03', 'GO', 'GO')] });
    expect(compareRuns([base, better]).regressions).toEqual([]);
    expect(compareRuns([base, better], better).regressions).toHaveLength(3);
    expect(compareRuns([base], better).runs).toHaveLength(2);
  });

  it('shows the criteria that differ, by scope', () => {
    const strategies = [
      strategy('flock', 'NO-GO', 'GO', {
        criteria: [...verdictsOf('threads', raced), ...verdictsOf('processes')],
      }),
      strategy('m03', 'NO-GO', 'NO-GO'),
    ];
    expect(compareRuns([base, other({ strategies })]).criteria).toEqual([
      {
        strategy: 'flock',
        criterion: 'race-free',
        title: 'Locks prevent race conditions',
        scope: 'threads',
        cells: ['pass', 'fail'],
      },
    ]);
  });
});

describe('latency', () => {
  const measured = (ratio: number, low: number, high: number) =>
    other({ strategies: [strategy('flock', 'GO', 'GO', { findings: costFindings(ratio, low, high, 1) })] });
  const at = (run: Judged) =>
    compareRuns([measured(1.5, 1.4, 1.6), run]).latencies.map(({ floor, cells }) => [
      floor,
      cells[1]?.verdict,
    ]);

  it.each([
    [1.2, 1.1, 1.3, 'faster'],
    [1.35, 1.25, 1.45, 'undecided'],
    [1.5, 1.4, 1.6, 'undecided'],
    [1.6, 1.6, 1.7, 'undecided'],
    [1.8, 1.7, 1.9, 'slower'],
  ])('%d [%d, %d] is %s', (ratio, low, high, verdict) => {
    expect(at(measured(ratio, low, high))).toEqual([
      ['classical', verdict],
      ['raw', verdict],
    ]);
  });

  it('is undecided within the noise of either run', () => {
    const noisy = (run: Judged, high: number) => {
      const copy = structuredClone(run);
      copy.strategies[0]?.findings[0]?.metrics.push({
        name: 'ratio-to-itself-high',
        value: high,
        unit: 'ratio',
      });
      return copy;
    };
    const [slow, quick] = [measured(1.8, 1.7, 1.9), measured(1.5, 1.4, 1.6)];
    const verdict = (before: Judged, after: Judged) =>
      compareRuns([before, after]).latencies[0]?.cells[1]?.verdict;
    expect(verdict(quick, noisy(slow, 1.19))).toBe('slower');
    expect(verdict(quick, noisy(slow, 1.21))).toBe('undecided');
    expect(verdict(noisy(quick, 1.21), slow)).toBe('undecided');
  });

  it('is undecided where the samples do not confirm it, or too many were tested for one of them', () => {
    const sampled = (run: Judged, own: number[]) => {
      const copy = structuredClone(run);
      for (const one of copy.strategies)
        one.speed = { figures: [], noise: null, samples: { classical: own, raw: own } };
      return copy;
    };
    const level = (n: number, by: number) => Array.from({ length: n }, (_, i) => 100 + ((i * 37) % 41) + by);
    const [slow, quick] = [measured(1.8, 1.7, 1.9), measured(1.5, 1.4, 1.6)];
    const cell = (before: Judged, after: Judged) => compareRuns([before, after]).latencies[0]?.cells[1];
    const clear = cell(sampled(quick, level(60, 0)), sampled(slow, level(60, 30)));
    expect(clear).toMatchObject({ verdict: 'slower' });
    expect(clear?.test?.p).toBeLessThan(0.001);
    expect(clear?.test?.effect).toBeGreaterThan(0.9);
    expect(cell(sampled(quick, level(60, 0)), sampled(slow, level(60, 1)))?.verdict).toBe('undecided');
    // The medians say slower, the ranks the opposite.
    expect(cell(sampled(quick, level(60, 30)), sampled(slow, level(60, 0)))?.verdict).toBe('undecided');
    // Two floors, two tests: a p just below 0.05 is none after the correction.
    const close = cell(sampled(quick, level(20, 0)), sampled(slow, level(20, 9)));
    expect(close?.test?.p).toBeGreaterThan(0.05);
    expect(close?.test?.p).toBeLessThan(0.1);
    expect(close?.verdict).toBe('undecided');
    expect(cell(quick, sampled(slow, level(60, 30)))).toMatchObject({ verdict: 'slower', test: null });
  });

  it('is undecided without intervals, and empty where nothing was measured', () => {
    const bare = measured(9, 8, 10);
    for (const { findings } of bare.strategies) {
      for (const one of findings) one.metrics = one.metrics.filter(({ name }) => !/-(low|high)$/.test(name));
    }
    expect(at(bare)).toEqual([
      ['classical', 'undecided'],
      ['raw', 'undecided'],
    ]);
    expect(at(other())).toEqual([
      ['classical', undefined],
      ['raw', undefined],
    ]);
    expect(compareRuns([base, other()]).latencies).toEqual([]);
  });
});

describe('runs that did not ask the same question', () => {
  const refused: [code: string, runs: Judged[], said: RegExp][] = [
    ['TOO_FEW', [base], /another one/],
    ['TOO_FEW', [], /another one/],
    ['DIFFERENT_PROFILE', [base, other({ config: { ...base.config, profile: 'soak' } })], /quick and soak/],
    ['DIFFERENT_POLICY', [base, other({ policy: 'strict' })], /m03 and strict/],
    ['DIFFERENT_SCENARIOS', [base, other({ scenarios: base.scenarios.slice(1) })], /round-trip \(single\)/],
    // A version that only a later release can produce.
    ['DIFFERENT_SCHEMA', [base, JSON.parse(JSON.stringify({ ...other(), schemaVersion: 2 }))], /1 and 2/],
  ];
  it.each(refused)('%s', (code, runs, said) => {
    try {
      compareRuns(runs);
    } catch (error) {
      expect(error).toBeInstanceOf(ComparisonError);
      expect(error).toMatchObject({ code, message: expect.stringMatching(said) });
      return;
    }
    expect.unreachable('nothing was refused');
  });
});

it('says what limits the comparison', () => {
  const { notes } = compareRuns([base, other({ status: 'interrupted', holdfast: '0.2.0' })]);
  expect(notes).toEqual([
    expect.stringMatching(
      /^darwin-arm64 · Node 20 · apfs: it is interrupted: \d+ cases are missing, and what they would show is unknown\.$/,
    ),
    'Judged by different versions of Holdfast: 0.1.0, 0.2.0.',
  ]);
});

it('a failure that comes and goes where the base is no GO is no regression', () => {
  const noise = { 'race-free': ['fail', '8 updates are gone'] as ['fail', string] };
  const flaky = (failing: typeof noise | Record<string, never>) =>
    strategy('fcntl', 'NO-GO', 'GO', {
      criteria: [...verdictsOf('threads', failing), ...verdictsOf('processes')],
    });
  const comparison = compareRuns([
    { ...base, strategies: [flaky({})] },
    other({ strategies: [flaky(noise)] }),
  ]);
  expect(comparison.criteria).toHaveLength(1);
  expect(comparison.regressions).toEqual([]);
});

it('a run that was cut off is one regression, and its unknowns are no differences', () => {
  const open = { 'race-free': ['unknown', 'not run'] as ['unknown', string] };
  const cut = other({
    status: 'interrupted',
    cases: [],
    strategies: [
      strategy('flock', 'INCONCLUSIVE', 'INCONCLUSIVE', {
        criteria: [...verdictsOf('threads', open), ...verdictsOf('processes', open)],
      }),
    ],
  });
  const comparison = compareRuns([base, cut]);
  expect(comparison.regressions.map(({ kind }) => kind)).toEqual(['unfinished']);
  expect(comparison.criteria).toEqual([]);
  expect(failsOn(comparison, 'regression')).toBe(true);
  const stopped = other({
    strategies: cut.strategies,
    cases: [],
    warnings: ['stopped after --max-time; 9 cases …'],
  });
  expect(compareRuns([base, stopped]).regressions.map(({ kind }) => kind)).toEqual(['unfinished']);
  // One that came to its end knows what it says: there an unknown is a loss.
  const finished = other({ strategies: cut.strategies, cases: [] });
  expect(compareRuns([base, finished]).regressions.map(({ kind }) => kind)).not.toContain('unfinished');
  expect(compareRuns([base, finished]).regressions).not.toEqual([]);
});

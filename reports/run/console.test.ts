// The first screen: thirty lines at most, whatever was run, and at its end the decision and the next command.
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { finding, judgedRun, lostUpdate, strategy } from '../../results/testing/judged-fixture.js';
import type { Judged } from '../../results/verdicts/judged.js';
import consoleReporter from './console.js';

const shown = (changes: Partial<Judged> = {}, width = 80, color = false) =>
  consoleReporter.render(judgedRun(changes), { color, width });
const lastLines = (text: string) => text.trimEnd().split('\n').slice(-2);

it.each([60, 80, 100, 140])(
  'explains the ratio to the floor where %i columns show it, and only there',
  (width) => {
    const lines = shown({}, width).split('\n');
    const isColumn = lines.some((line) => /^ strategy .*× floor/.test(line));
    expect(lines.some((line) => line.includes('× floor: median'))).toBe(isColumn);
    expect(isColumn).toBe(width >= 100);
  },
);

it('tells decision, reason, speed and proof on one screen', () => {
  expect(shown({}, 100)).toMatchInlineSnapshot(`
    "Holdfast 0.1.0 · linux-x64 · Node v20.20.2 · ext4 at /
    profile quick · policy m03 · seed 7 · ✓ 2 of 2 canaries caught · 41.5 s

     strategy  one writer  threads  processes  median     p99  × floor  survives  gravest
     ────────  ──────────  ───────  ─────────  ──────  ──────  ───────  ────────  ─────────────────────
     ★ flock   ✓ GO        ✓ GO     ✓ GO       1.1 ms  2.2 ms   1.52 ×  weakest
     fcntl     ✓ GO        ✗ NO-GO  ✓ GO       1.2 ms  2.4 ms   1.60 ×            lost-update
     m03       ✗ NO-GO     ✗ NO-GO  ✗ NO-GO      1 ms    2 ms   1.10 ×  kill      lost-update
     ofd       – N/A       – N/A    – N/A                                         fs-native-extensions…
     × floor: median ÷ that of a bare durable write

    ◐ PARTIAL  fcntl: Lost update
      concurrent-threads (threads): Two acknowledged writes produced rev 7; one of them is gone.
      │ 0.412 ms  writer 3  write(expected 6) → ok, rev 7
      │ 0.498 ms  writer 1  write(expected 6) → ok, rev 7
      │ 0.733 ms  final     read → rev 7 by writer 1
      What to do: hold one lock from before the document is read until the new one is in place, and
      compare its rev under that lock.
      All about it: holdfast report RUN --strategy fcntl --full

    1 of 2 available candidates is GO in threads and processes.
    Recommended: flock · median 1.1 ms · p99 2.2 ms · 1.52 × [1.47–1.58] a bare durable write
    Decision: ✓ GO · required: a candidate for each kind of writer
    Next: holdfast run --profile standard  (for more evidence)
    "
  `);
});

it('counts the canaries that an earlier run of the day caught', () => {
  const earlier = { run: 'run-z', startedAt: '2026-01-02T01:00:00.000Z' };
  const [first, ...others] = judgedRun().canaries;
  const canaries = first === undefined ? [] : [{ ...first, earlier }, ...others];
  expect(shown({ canaries }, 100)).toContain('✓ 2 of 2 canaries caught (1 earlier today) ·');
});

describe('thirty lines', () => {
  const bad = { ...lostUpdate, witness: Array.from({ length: 40 }, (_, at) => `step ${at}`) };
  const findings = [finding('mixed', 'threads', 'a', 'fail', { evidence: [bad] })];
  const racy = (id: string, role: 'candidate' | 'baseline' = 'candidate') =>
    strategy(id, 'NO-GO', 'GO', { role, findings, anomaly: 'lost-update' });
  const crowd = Array.from({ length: 40 }, (_, at) => racy(`racy-${at}`));
  const warnings = Array.from({ length: 9 }, (_, at) => `warning ${at} ${'and more '.repeat(20)}`);
  const required = { ...judgedRun().config, required: ['racy-3'] };

  it.each<[string, Partial<Judged>]>([
    ['the fixture', {}],
    ['one strategy', { strategies: [racy('mine')] }],
    ['forty', { strategies: crowd }],
    ['forty and nine warnings', { strategies: crowd, warnings, reason: 'because '.repeat(100) }],
    ['a required one among forty', { strategies: crowd, warnings, config: required }],
    ['no strategy', { strategies: [], warnings }],
  ])('hold %s', (_, changes) => {
    for (const width of [80, 100, 140]) {
      const lines = shown(changes, width).trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(30);
    }
  });

  it('say how many more there are, and how to see them', () => {
    const text = shown({ strategies: [...crowd, racy('old', 'baseline')] }, 100);
    expect(text).toMatch(/ and \d+ more: holdfast report RUN --full/);
    expect(text).toContain(' not candidates: ◐ old');
    expect(text).toMatch(/│ … \d+ more lines/);
  });

  it('explain what was required, not another', () => {
    expect(shown({ strategies: crowd, config: required }, 100)).toContain('◐ PARTIAL  racy-3: Lost update');
  });
});

it('names the criteria of a single strategy that fail, and counts the others', () => {
  const [m03] = judgedRun().strategies;
  const text = shown({ strategies: m03 === undefined ? [] : [m03] });
  expect(text).toContain('✗ Locks prevent race conditions\n✓ 4 of 5 required criteria hold');
});

it('names apart what the policy does not require of a single strategy', () => {
  const { criteria, strategies } = judgedRun();
  const info = criteria.map((one) =>
    one.id === 'weakest'
      ? { ...one, judged: true }
      : one.id === 'race-free'
        ? { ...one, requiredBy: [] }
        : one,
  );
  const text = shown({ strategies: strategies.slice(0, 1), criteria: info });
  expect(text).toContain(
    [
      '✓ 4 of 4 required criteria hold',
      '✗ not required by the policy m03: Locks prevent race conditions',
      '? not required by the policy m03: Power loss, weakest model',
    ].join('\n'),
  );
});

it('accuses no strategy of what the mount does', () => {
  const summary = 'the platform, not the strategy: tmpfs lives in memory';
  const evidence = [{ anomaly: 'lost-acknowledged-write', description: summary, witness: ['tmpfs'] }];
  const findings = [finding('power-loss', 'single', 'survives-ordered', 'fail', { summary, evidence })];
  const reason = `power loss fails: ${summary}`;
  const innocent = strategy('mine', 'NO-GO', 'NO-GO', {
    findings,
    reason,
    anomaly: 'lost-acknowledged-write',
  });
  const text = shown({ strategies: [innocent], decision: 'NO-GO', recommended: null }, 100);
  expect(text).toContain('the mount');
  expect(text).not.toContain('What to do');
  expect(text).toContain('Next: holdfast doctor');
});

describe('the end', () => {
  it('is the decision and the command to go on with, whatever the outcome', () => {
    const noGo: Partial<Judged> = { decision: 'NO-GO', recommended: null };
    expect(lastLines(shown())).toEqual([
      'Decision: ✓ GO · required: a candidate for each kind of writer',
      'Next: holdfast run --profile standard  (for more evidence)',
    ]);
    expect(lastLines(shown(noGo))).toEqual([
      'Decision: ✗ NO-GO · required: a candidate for each kind of writer',
      'Next: holdfast explain lost-update  (what it means and what to do)',
    ]);
    expect(lastLines(shown({ decision: 'INCONCLUSIVE' }))[0]).toMatch(/^Decision: \? INCONCLUSIVE · /);
    const config = { ...judgedRun().config, required: ['mine', 'flock'] };
    expect(lastLines(shown({ config }))[0]).toBe('Decision: ✓ GO · required: mine, flock');
    for (const profile of ['quick', 'standard', 'soak'] as const) {
      for (const decision of ['GO', 'NO-GO', 'INCONCLUSIVE'] as const) {
        const config = { ...judgedRun().config, profile };
        const [, next] = lastLines(shown({ decision, config, strategies: [] }));
        expect(next).toMatch(/^Next: holdfast [a-z-]+/);
      }
    }
  });

  it('suggests no command that a strategy or scenario could have written', () => {
    const strategies = [
      strategy('x', 'NO-GO', 'NO-GO', {
        findings: [finding('a; rm -rf ~', 'single', 'c', 'fail', { evidence: [lostUpdate] })],
      }),
    ];
    expect(lastLines(shown({ decision: 'NO-GO', strategies }))[1]).not.toContain('rm');
    const soak = { ...judgedRun().config, profile: 'soak' as const };
    expect(lastLines(shown({ config: soak, recommended: '$(rm x)' }))[1]).not.toContain('rm');
  });
});

it('replays what was seen to fail, with the module that has to be named', () => {
  const [m03] = judgedRun().strategies;
  if (m03 === undefined) throw new Error('the fixture has strategies');
  const mine = { ...m03, id: 'mine', module: './mine.mjs', role: 'candidate' as const };
  const text = shown({ strategies: [mine], decision: 'NO-GO', recommended: null }, 100);
  const command = 'holdfast replay capsules/m03.threads.plain.lost-update.json --strategy ./mine.mjs';
  expect(text).toContain(`  Replay: ${command}\n`);
  expect(lastLines(text)[1]).toBe(`Next: ${command}  (to see it happen again)`);
  expect(lastLines(shown({ strategies: [mine] }))[1]).toBe(
    'Next: holdfast run --strategy ./mine.mjs --profile standard  (for more evidence)',
  );
});

it('tells limits on speed that do not hold, and counts the others', () => {
  const row = {
    rule: 'p99/floor < 6',
    strategy: 'flock',
    scope: 'single' as const,
    value: 2,
    low: 1.9,
    high: 2.1,
  };
  const thresholds = [
    { ...row, verdict: 'pass' as const },
    {
      ...row,
      rule: 'fairness@8 > 0.9',
      scope: 'threads' as const,
      value: 0.3,
      low: null,
      high: null,
      verdict: 'fail' as const,
    },
    { ...row, rule: 'p90 < 1', scope: null, value: null, low: null, high: null, verdict: 'unknown' as const },
  ];
  expect(shown({ thresholds })).toContain(
    [
      'Thresholds: 1 of 3 hold',
      '✗ fairness@8 > 0.9: flock 0.3 in threads',
      '? p90 < 1: flock not measured',
      'Decision: ✓ GO',
    ].join('\n'),
  );
  expect(shown()).not.toContain('Threshold');
});

describe('colour', () => {
  it('is only added when asked for, and says nothing that the text does not', () => {
    expect(shown()).not.toContain('\u001b');
    expect(shown({}, 80, true)).toContain('\u001b[32m✓ GO\u001b[0m');
    expect(stripVTControlCharacters(shown({}, 80, true))).toBe(shown());
  });
});

import { expect, it } from 'vitest';
import { costFindings, judgedRun, strategy, verdictsOf } from '../../results/testing/judged-fixture.js';
import { platformRuns } from '../../results/testing/platform-runs-fixture.js';
import { linux } from '../../results/testing/run-fixture.js';
import { compareRuns } from '../../results/verdicts/comparison.js';
import type { Judged } from '../../results/verdicts/judged.js';
import comparisonConsole from './comparison-console.js';
import comparisonMarkdown from './comparison-markdown.js';

const base = judgedRun({
  strategies: [
    strategy('flock', 'GO', 'GO', { findings: costFindings(1.52, 1.47, 1.58, 1) }),
    strategy('ofd', 'GO', 'GO', { findings: costFindings(1.6, 1.5, 1.7, 1) }),
  ],
});
const mac: Judged = {
  ...base,
  runId: 'mac',
  platform: { ...linux, id: 'darwin-arm64', fileSystem: { ...linux.fileSystem, type: 'apfs' } },
  strategies: [
    strategy('flock', 'GO', 'NO-GO', {
      criteria: [
        ...verdictsOf('threads'),
        ...verdictsOf('processes', { 'race-free': ['fail', '8 updates are gone'] }),
      ],
      findings: costFindings(1.8, 1.7, 1.9, 2),
    }),
    strategy('m03', 'NO-GO', 'NO-GO', { findings: costFindings(1.1, 1, 1.2, 2) }),
  ],
};
const options = { color: false, width: 80 };

it('tells on a terminal what differs and, last but one, what got worse', () => {
  expect(comparisonConsole.render(compareRuns([base, mac]), options)).toMatchInlineSnapshot(`
    "Comparison of 2 runs · profile quick · policy m03
    #1 linux-x64 · Node 20 · ext4 (base) · GO · 20260102-030405-7
    #2 darwin-arm64 · Node 20 · apfs · GO · mac

       strategy  #1        #2
     ──────────  ────────  ─────────
     ≠ flock     ✓ GO      ◐ PARTIAL
     ≠ ofd       ✓ GO      · absent
     ≠ m03       · absent  ✗ NO-GO

     strategy  scope      criterion that differs    #1      #2
     ────────  ─────────  ────────────────────────  ──────  ──────
     flock     processes  Locks prevent race cond…  ✓ pass  ✗ fail

    Latency as a ratio to a floor of the same run. ~ = undecided: the intervals
    overlap, the difference is within the noise of the strategy against itself, or a
    Mann-Whitney test (p below 0.05 after Holm’s correction for the whole table)
    does not confirm it. In brackets behind a difference: how often a write of this
    run costs more than one of the base, and the corrected p.
    flock against a bare durable write
      #1 1.52 × [1.47–1.58]
      #2 1.80 × [1.70–1.90] slower +18 %
    ofd against a bare durable write
      #1 1.60 × [1.50–1.70]
      #2 not measured
    m03 against a bare durable write
      #1 not measured
      #2 1.10 × [1.00–1.20]

    ✗ flock (processes): GO → NO-GO on #2: NO-GO in processes
    ✗ ofd (single): GO → absent on #2: not in this run: run it as well, or take
      it out of the base
    ✗ ofd (threads): GO → absent on #2: not in this run: run it as well, or take
      it out of the base
    ✗ ofd (processes): GO → absent on #2: not in this run: run it as well, or
      take it out of the base
    ✗ flock (processes): race-free pass → fail on #2: 8 updates are gone
    Against the base: ✗ 5 regressions
    Slower: flock +18 %
    Next: holdfast report RUN --reporter markdown=-  (the evidence)
    "
  `);
});

it('gives way to signs when many runs stand side by side', () => {
  const runs = Array.from({ length: 5 }, (_, at) => ({ ...mac, runId: `mac-${at}` }));
  const text = comparisonConsole.render(compareRuns([base, ...runs]), options);
  expect(text).toContain('≠ flock     ✓   ◐   ◐   ◐   ◐   ◐');
  expect(text).toContain('◐ PARTIAL');
});

it('says so when nothing got worse', () => {
  const text = comparisonConsole.render(compareRuns([base, { ...base, runId: 'again' }]), options);
  expect(text.trimEnd().split('\n').at(-2)).toBe('Against the base: ✓ no regression');
  expect(text).toContain('Every criterion has the same verdict everywhere.');
});

it('never says that nothing got worse beside what got slower', () => {
  const slow = { ...base, runId: 'slow', strategies: base.strategies.map((one) => ({ ...one })) };
  const [flock] = slow.strategies;
  if (flock !== undefined) flock.findings = costFindings(1.8, 1.7, 1.9, 1);
  const text = comparisonConsole.render(compareRuns([base, slow]), options);
  expect(text).not.toContain('no regression');
  expect(text.trimEnd().split('\n').slice(-3, -1)).toEqual([
    'Against the base: ✓ no verdict got worse',
    'Slower: flock +18 %',
  ]);
  const three = compareRuns([base, { ...base, runId: 'same' }, slow]);
  expect(comparisonConsole.render(three, options)).toContain('Slower: flock +18 % on #3');
  const document = comparisonMarkdown.render(three, options);
  expect(document).toMatch(/No verdict got worse.*\n\nSlower: flock \+18 % on linux-x64.*slow\./);
});

it('tells the same in Markdown', () => {
  const text = comparisonMarkdown.render(compareRuns([base, mac]), options);
  expect(text.split('\n## Runs')[0]).toMatchInlineSnapshot(`
    "# Holdfast: Comparison

    ❌ **5 regressions** against the base.

    Slower: flock +18 %.

    ## Decisions

    Profile quick, policy m03. The first run is the base.

    | Strategy | linux-x64 · Node 20 · ext4 | darwin-arm64 · Node 20 · apfs |
    | --- | --- | --- |
    | **flock** | ✅ GO | ⚠️ PARTIAL (GO: one writer and threads) |
    | **ofd** | ✅ GO | absent |
    | **m03** | absent | ❌ NO-GO |

    ## Regressions

    - flock (processes): GO → NO-GO on darwin-arm64 · Node 20 · apfs: NO-GO in processes
    - ofd (single): GO → absent on darwin-arm64 · Node 20 · apfs: not in this run: run it as well, or take it out of the base
    - ofd (threads): GO → absent on darwin-arm64 · Node 20 · apfs: not in this run: run it as well, or take it out of the base
    - ofd (processes): GO → absent on darwin-arm64 · Node 20 · apfs: not in this run: run it as well, or take it out of the base
    - flock (processes): race-free pass → fail on darwin-arm64 · Node 20 · apfs: 8 updates are gone

    ## Criteria that differ

    <details><summary>1 row</summary>

    | Strategy | Scope | Criterion | linux-x64 · Node 20 · ext4 | darwin-arm64 · Node 20 · apfs |
    | --- | --- | --- | --- | --- |
    | flock | processes | Locks prevent race conditions | ✅ | ❌ |

    </details>

    ## Latency

    Ratios to floors of the same run, with 95 % intervals: times of different machines can’t be compared. ~ = undecided: the intervals overlap, the difference is within the noise of the strategy against itself, or a Mann-Whitney test (p below 0.05 after Holm’s correction for the whole table) does not confirm it. In brackets behind a difference: how often a write of this run costs more than one of the base, and the corrected p.

    <details><summary>6 rows</summary>

    | Strategy | Against | linux-x64 · Node 20 · ext4 | darwin-arm64 · Node 20 · apfs |
    | --- | --- | --- | --- |
    | flock | bare durable write | 1.52 × [1.47–1.58] | 1.80 × [1.70–1.90] slower +18 % |
    | flock | raw overwrite | 4.56 × [4.41–4.74] | 5.40 × [5.10–5.70] slower +18 % |
    | ofd | bare durable write | 1.60 × [1.50–1.70] | not measured |
    | ofd | raw overwrite | 4.80 × [4.50–5.10] | not measured |
    | m03 | bare durable write | not measured | 1.10 × [1.00–1.20] |
    | m03 | raw overwrite | not measured | 3.30 × [3.00–3.60] |

    </details>
    "
  `);
});

/** What a reader of Markdown sees before anything is opened. */
const unfolded = (text: string): string[] =>
  text.replace(/<details>.*?<\/details>/gs, (folded) => folded.split('\n')[0] ?? '').split('\n');

it('stays readable with sixteen platforms and twenty strategies', () => {
  const many = compareRuns(platformRuns(16, 20));
  const document = comparisonMarkdown.render(many, options);
  const lines = unfolded(document);
  expect(lines.length).toBeLessThanOrEqual(120);
  expect(lines.findIndex((line) => line.startsWith('| Strategy |'))).toBeLessThan(35);
  expect(document.split('\n').length).toBeGreaterThan(300);
  expect(comparisonConsole.render(many, { ...options, width: 100 }).split('\n').length).toBeLessThanOrEqual(
    120,
  );
});

it('lets warnings travel with the decisions, the same of several runs once', () => {
  const many = compareRuns(platformRuns(16, 2));
  expect(many.runs[5]?.warnings).toHaveLength(1);
  const told = '#6, #14: /mnt/fuse.bindfs (fuse.bindfs) passes through another program or host.';
  expect(comparisonMarkdown.render(many, options)).toContain(told);
  expect(comparisonConsole.render(many, { ...options, width: 140 })).toContain(`! ${told}`);
});

it('a floor in memory is no floor to compare with', () => {
  const text = comparisonMarkdown.render(compareRuns(platformRuns(4, 1)), options);
  const [row = ''] = text.split('\n').filter((line) => line.includes('bare durable write |'));
  expect(row.split('|').at(-2)?.trim()).toBe('n/a (no disk)');
  const onMemory = compareRuns([...platformRuns(4, 1)].reverse());
  expect(onMemory.latencies[0]?.cells.slice(1).every((cell) => cell?.change === null)).toBe(true);
});

import { describe, expect, it } from 'vitest';
import { finding, judgedRun, strategy } from '../../results/testing/judged-fixture.js';
import type { Judged } from '../../results/verdicts/judged.js';
import { annotations } from './annotations.js';
import githubReporter, { summaryBytesMax } from './github.js';

const shown = (judged: Judged) => githubReporter.render(judged, { color: false, width: 80 });

interface Size {
  strategies: number;
  /** Lines of a kilobyte each. */
  witness?: number;
  description?: string;
  reason?: string;
}

/** Strategies that fail, as many and as talkative as asked for. */
function large({
  strategies,
  witness = 1,
  description = 'Two writes, one rev.',
  reason = 'Lost',
}: Size): Judged {
  const lines = Array.from({ length: witness }, (_, at) => `${at} ${'é'.repeat(512)}`);
  const evidence = [{ anomaly: 'lost-update', description, witness: lines }];
  const findings = [finding('mixed', 'threads', 'no-lost-update', 'fail', { evidence })];
  return judgedRun({
    strategies: Array.from({ length: strategies }, (_, at) =>
      strategy(`s-${at}`, 'NO-GO', 'NO-GO', { findings, reason }),
    ),
  });
}

describe('the step summary', () => {
  it('begins with the decision, and folds away what is not the verdict', () => {
    expect(shown(judgedRun()).split('\n').slice(0, 5).join('\n')).toMatchInlineSnapshot(`
      "# Holdfast: ✅ GO

      1 of 2 available candidates is GO in threads and processes. Recommended: **flock**.

      | Strategy | Decision | One writer | Threads | Processes | Policy strict | Why |"
    `);
    expect(shown(judgedRun()).match(/^<.*|^##? .*/gm)).toMatchInlineSnapshot(`
      [
        "# Holdfast: ✅ GO",
        "## fcntl: Lost update",
        "<details><summary>Proof</summary>",
        "</details>",
        "<details><summary>Criteria</summary>",
        "</details>",
        "<details><summary>Interleavings</summary>",
        "</details>",
        "<details><summary>Durability</summary>",
        "</details>",
        "<details><summary>Performance</summary>",
        "</details>",
        "<details><summary>Canaries and scenarios</summary>",
        "</details>",
        "<details><summary>Environment</summary>",
        "</details>",
      ]
    `);
  });

  it('shows at most sixty lines before anything is opened, whatever happened', () => {
    const warnings = Array.from({ length: 30 }, (_, at) => `warning ${at}`);
    for (const judged of [
      judgedRun(),
      { ...large({ strategies: 600, description: 'é'.repeat(1900) }), warnings },
      { ...large({ strategies: 3, witness: 40 }), warnings },
    ]) {
      const seen = shown(judged)
        .replace(/<\/summary>[\s\S]*?<\/details>/g, '')
        .trimEnd()
        .split('\n');
      expect(seen.filter((line) => line !== '').length).toBeLessThanOrEqual(60);
      expect(seen.length).toBeGreaterThan(10);
    }
  });

  it('shows the smallest counterexample of what failed, with the command that repeats it', () => {
    const m03 = judgedRun().strategies.filter(({ id }) => id === 'm03');
    const config = { ...judgedRun().config, required: ['m03'] };
    const seen = shown(judgedRun({ strategies: m03, config })).split('<details>')[0];
    expect(seen).toContain('## m03: ');
    expect(seen).toContain('What to do: ');
    expect(seen).toMatch(/^npx holdfast replay \S+$/m);
  });

  const long = 'é'.repeat(1900);
  const sizes: [name: string, size: Size, kept: RegExp, said: string | null][] = [
    ['everything', { strategies: 3, witness: 3 }, /^2 é/m, null],
    [
      'fewer lines',
      { strategies: 60, witness: 20 },
      /^7 é/m,
      'Only the first evidence of each strategy is shown',
    ],
    ['no witnesses', { strategies: 200, witness: 20 }, /Two writes, one rev\./, 'Witnesses are left out'],
    ['no evidence', { strategies: 600, description: long }, /s-599/, 'All evidence is left out'],
    ['what fits', { strategies: 600, reason: long }, /s-0/, 'Cut off here'],
  ];
  it.each(sizes)('keeps below the limit with %s', (_name, size, kept, said) => {
    const text = shown(large(size));
    expect(Buffer.byteLength(text)).toBeLessThan(900 * 1024);
    expect(summaryBytesMax).toBeLessThan(900 * 1024);
    expect(text).toMatch(kept);
    if (said === null) expect(text).not.toContain('too large');
    else expect(text).toContain(said);
    expect(text).toContain('# Holdfast: ✅ GO');
    expect(text).not.toContain('\uFFFD');
  });
});

describe('annotations', () => {
  it('are errors for candidates that are NO-GO and warnings for what is partial or unknown', () => {
    const strategies = [
      strategy('good', 'GO', 'GO'),
      strategy('bad', 'NO-GO', 'NO-GO', { reason: '50 % lost: a, b' }),
      strategy('half', 'NO-GO', 'GO'),
      strategy('unsure', 'INCONCLUSIVE', 'GO'),
      strategy('old', 'NO-GO', 'NO-GO', { role: 'baseline' }),
      strategy('must', 'NO-GO', 'NO-GO', { role: 'baseline' }),
    ];
    const canaries = [
      { id: 'no-lock', scenario: 'mixed', scope: 'threads' as const, caught: false, by: 'nothing failed' },
    ];
    expect(annotations(judgedRun({ strategies, canaries, warnings: ['tmpfs'] }))).toMatchInlineSnapshot(`
      [
        "::error title=bad is NO-GO::50 %25 lost: a, b.",
        "::warning title=mixed missed the canary no-lock::Its passes in scope threads count as unknown: nothing failed",
        "::warning title=half is PARTIAL::half is PARTIAL.",
        "::warning title=unsure is INCONCLUSIVE::unsure is INCONCLUSIVE.",
        "::warning title=Holdfast::tmpfs",
      ]
    `);
  });

  it('are about what is required, where something is, at the file that was given', () => {
    const strategies = [
      strategy('bad', 'NO-GO', 'NO-GO'),
      strategy('must', 'NO-GO', 'GO', { role: 'baseline' }),
      strategy('mine', 'NO-GO', 'NO-GO', { module: './storage/a,b.mjs' }),
      strategy('far', 'NO-GO', 'NO-GO', { module: '/elsewhere/far.mjs' }),
      strategy('windows', 'NO-GO', 'NO-GO', { module: '.\\storage\\mine.mjs' }),
    ];
    const config = { ...judgedRun().config, required: ['must', 'mine', 'far', 'windows'] };
    expect(annotations(judgedRun({ strategies, config }))).toEqual([
      '::error title=must is PARTIAL::must is PARTIAL.',
      '::error file=storage/a%2Cb.mjs,line=1,title=mine is NO-GO::mine is NO-GO.',
      '::error title=far is NO-GO::far is NO-GO.',
      '::error file=storage/mine.mjs,line=1,title=windows is NO-GO::windows is NO-GO.',
    ]);
  });

  it('stay within ten of each kind and say how many more there are', () => {
    const warnings = Array.from({ length: 11 }, (_, at) => `warning ${at}`);
    const lines = annotations({ ...large({ strategies: 15 }), warnings });
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith('::warning '))).toHaveLength(10);
    expect(lines[9]).toBe('::error title=Holdfast::6 more: see the report');
    expect(lines[19]).toBe('::warning title=Holdfast::2 more: see the report');
  });

  it('are none for a run without blemish', () => {
    expect(annotations(judgedRun({ strategies: [strategy('good', 'GO', 'GO')] }))).toEqual([]);
  });
});

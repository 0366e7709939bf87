import { expect, it } from 'vitest';
import { judgedRun } from '../../results/testing/judged-fixture.js';
import type { Judged } from '../../results/verdicts/judged.js';
import markdownReporter from './markdown.js';

const shown = (changes: Partial<Judged> = {}) =>
  markdownReporter.render(judgedRun(changes), { color: false, width: 80 });

/** From a heading to the next one of the same or a higher level. */
function section(title: string, text = shown()): string {
  const level = title.split(' ')[0]?.length ?? 1;
  const [, after = ''] = text.split(`\n${title}\n`);
  return after.split(new RegExp(`\n#{1,${level}} `))[0]?.trim() ?? '';
}

it('has the sections of an M0.3 report, in its order', () => {
  expect(shown().match(/^##? .*$/gm)).toMatchInlineSnapshot(`
    [
      "# Holdfast: Validation Results",
      "## Executive Summary",
      "## Test Configuration",
      "## Validation Results",
      "## Key Findings",
      "## Interleavings",
      "## Durability",
      "## What each fsync buys",
      "## Performance",
      "## Validation Criteria",
      "## Edge Cases",
      "## Beyond M0.3",
      "## Canaries",
      "## Scenarios",
      "## Go/No-Go Decision: ✅ GO",
      "## Environment",
    ]
  `);
});

it('begins with status and date', () => {
  expect(shown().split('\n## ')[0]).toMatchInlineSnapshot(`
    "# Holdfast: Validation Results

    **Status:** ✅ GO  
    **Date:** 2026-01-02  
    **Run:** 20260102-030405-7, Holdfast 0.1.0
    "
  `);
});

it('gives the decision, the scopes, the other policy and the reason', () => {
  expect(section('## Executive Summary')).toMatchInlineSnapshot(`
    "1 of 2 available candidates is GO in threads and processes.

    **Recommended:** flock

    | Strategy | Decision | One writer | Threads | Processes | Policy strict | Why |
    | --- | --- | --- | --- | --- | --- | --- |
    | ★ flock | ✅ GO | ✅ GO | ✅ GO | ✅ GO | ❔ INCONCLUSIVE | Every criterion holds in threads and processes |
    | fcntl | ⚠️ PARTIAL | ✅ GO | ❌ NO-GO | ✅ GO | ⚠️ PARTIAL | GO for processes only: 8 of 1,000 acknowledged updates are gone in threads |
    | m03 (baseline) | ❌ NO-GO | ❌ NO-GO | ❌ NO-GO | ❌ NO-GO | ❌ NO-GO | Locks prevent race conditions: 8 of 1,000 acknowledged updates are gone |
    | ofd | N/A | N/A | N/A | N/A | N/A | fs-native-extensions is not installed. Remedy: npm install fs-native-extensions |"
  `);
});

it('shows the validation results by strategy beside what M0.3 said', () => {
  expect(section('### 2. Rapid successive writes')).toMatchInlineSnapshot(`
    "M0.3 said: 832 ms for 100 writes

    | Strategy | Scope | Result | Notes |
    | --- | --- | --- | --- |
    | flock | all | ✅ PASS | 0 anomalies in 1,000 writes |
    | fcntl | all | ✅ PASS | 0 anomalies in 1,000 writes |
    | m03 | all | ✅ PASS | 0 anomalies in 1,000 writes |"
  `);
});

it('proves a refusal with its witness', () => {
  expect(section('### ⚠️ PARTIAL: fcntl')).toMatchInlineSnapshot(`
    "**lost-update** in concurrent-threads (threads), no-lost-update: Two acknowledged writes produced rev 7; one of them is gone.

    \`\`\`text
    0.412 ms  writer 3  write(expected 6) → ok, rev 7
    0.498 ms  writer 1  write(expected 6) → ok, rev 7
    0.733 ms  final     read → rev 7 by writer 1
    \`\`\`"
  `);
});

it('puts the times beside those of M0.3, and only ratios can be compared', () => {
  expect(section('## Performance').split('\n\n')[0]).toMatchInlineSnapshot(`
    "| Strategy | 100 writes | Per write | × bare durable write | × raw overwrite |
    | --- | --- | --- | --- | --- |
    | M0.3 report (Rust, macOS) | 832 ms | 8.3 ms | – | – |
    | flock | 110 ms | 1.1 ms | 1.52 × [1.47–1.58] | 4.56 × [4.41–4.74] |
    | fcntl | 120 ms | 1.2 ms | 1.60 × [1.50–1.70] | 4.80 × [4.50–5.10] |
    | m03 | 100 ms | 1 ms | 1.10 × [1.00–1.20] | 3.30 × [3.00–3.60] |"
  `);
});

it('names the scopes of a criterion where they differ', () => {
  expect(section('## Validation Criteria')).toMatchInlineSnapshot(`
    "| Criteria | M0.3 said | flock | fcntl | m03 |
    | --- | --- | --- | --- | --- |
    | No data corruption under any scenario | PASS | ✅ | ✅ | ✅ |
    | Locks prevent race conditions | PASS | ✅ | ❌ threads ✅ processes | ❌ |"
  `);
});

it('numbers a validation result once, whether or not its title brings a number', () => {
  const criteria = judgedRun().criteria.map((info) => ({ ...info, title: `7. ${info.title}` }));
  expect(shown({ criteria })).toContain('\n### 2. Rapid successive writes\n');
});

it('names the run that a canary was taken from', () => {
  const earlier = { run: 'run-z', startedAt: '2026-01-02T01:00:00.000Z' };
  const [first, ...others] = judgedRun().canaries;
  const canaries = first === undefined ? [] : [{ ...first, earlier }, ...others];
  expect(section('## Canaries', shown({ canaries }))).toContain(
    'no-lost-update: lost-update (in run-z, begun at 2026-01-02T01:00:00.000Z) |',
  );
});

it('says what is not judged yet, what limits the run, and that no canary ran', () => {
  const text = shown({ status: 'interrupted', warnings: ['a tmpfs'], canaries: [], recommended: null });
  expect(section('## Beyond M0.3', text)).toContain('not judged yet');
  expect(section('## Warnings', text)).toBe(
    '- The run was interrupted: what it did not run is unknown.\n- a tmpfs',
  );
  expect(section('## Canaries', text)).toContain('nothing shows that the checks can fail here');
  expect(text).toContain('No strategy is recommended.');
});

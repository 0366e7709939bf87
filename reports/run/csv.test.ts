// The CSV read back as RFC 4180 has it.
import { describe, expect, it } from 'vitest';
import { judgedRun, strategy } from '../../results/testing/judged-fixture.js';
import type { Judged } from '../../results/verdicts/judged.js';
import { parseCsv } from '../testing/csv-rows.js';
import csvReporter from './csv.js';

function rowsOf(judged: Judged): Record<string, string>[] {
  const [head = [], ...rows] = parseCsv(csvReporter.render(judged, { color: false, width: 80 }));
  for (const row of rows) expect(row).toHaveLength(head.length);
  return rows.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at] ?? ''])));
}

const rowIn = (rows: Record<string, string>[], wanted: Record<string, string>) =>
  rows.filter((row) => Object.entries(wanted).every(([name, value]) => row[name] === value));

describe('a run', () => {
  const rows = rowsOf(judgedRun());

  it('has a row for each criterion, finding and measure of what was selected', () => {
    const kinds = new Map<string, number>();
    for (const { kind = '' } of rows) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const selected = judgedRun().strategies.filter((one) => one.selected);
    const findings = selected.flatMap((one) => one.findings);
    // One criterion of six is not judged yet.
    const criteria = selected.flatMap((one) => one.criteria).filter(({ id }) => id !== 'weakest');
    expect(Object.fromEntries(kinds)).toEqual({
      criterion: criteria.length,
      finding: findings.length,
      measure: 9,
      unavailable: 1,
    });
  });

  it('says in every row of which run it is', () => {
    for (const row of rows) {
      expect(row).toMatchObject({ run: '20260102-030405-7', platform: 'linux-x64', profile: 'quick' });
    }
  });

  it('tells verdicts with what they rest on, and figures beside their floor', () => {
    const failed = rowIn(rows, { strategy: 'm03', kind: 'finding', scope: 'threads' });
    expect(failed).toEqual([
      expect.objectContaining({ verdict: 'fail', anomaly: 'lost-update', n: '1000', nUnit: 'writes' }),
    ]);
    const [median] = rowIn(rows, { strategy: 'flock', kind: 'measure', name: 'median' });
    expect(median).toMatchObject({
      value: '1.1',
      unit: 'ms',
      toFloor: '1.52',
      toFloorLow: '1.47',
      required: '',
    });
  });
});

it.each([
  ['plain words', 'plain words'],
  ['a, b', 'a, b'],
  ['say "no"', 'say "no"'],
  ['two\r\nlines', 'two  lines'],
  ['=HYPERLINK("x")', '\'=HYPERLINK("x")'],
  ['@cmd', "'@cmd"],
  ['-1+1', "'-1+1"],
])('%j comes back as %j', (text, expected) => {
  const rows = rowsOf(judgedRun({ strategies: [strategy(text, 'GO', 'GO')] }));
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) expect(row.strategy).toBe(expected);
});

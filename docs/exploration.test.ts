// Holds docs/interleavings.md against the code: variants, exit codes, the shipped bounds. That its counterexample
// is what the engine finds is seen end to end, where the engine is run. It can't tell whether a sentence is true.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCode } from '../harness/cli/exit-code.js';
import { exploreDefaults } from '../harness/cli/options/explore-plans.js';
import { interleavingVariantSchema } from '../results/vocabulary/schedule.js';
import { bare, disagreement, marked, tableUnder } from './claims.js';

const page = readFileSync(join(import.meta.dirname, 'interleavings.md'), 'utf8');
const firstCells = (text: string, heading: string) =>
  tableUnder(text, heading).map(([cell = '']) => bare(cell));

const tables: [string, string, readonly string[]][] = [
  ['variants', 'Variant', interleavingVariantSchema.options],
];

describe.each(tables)('%s', (name, heading, real) => {
  const told = (text: string) => firstCells(marked(text, name) ?? '', heading);

  test('are told, and no others', () => {
    expect(disagreement(told(page), real)).toEqual([]);
  });

  test('one that is misspelt, and one that is left out, are seen', () => {
    const [first = '', second = ''] = real;
    const row = new RegExp(`^\\| \`${second}\` .*\n`, 'm');
    expect(disagreement(told(page.replace(`\`${first}\``, '`mist`').replace(row, '')), real)).toEqual([
      'told, but not so: mist',
      `not told: ${first}`,
      `not told: ${second}`,
    ]);
  });
});

test('every exit code has its row', () => {
  const told = tableUnder(page, 'Result of `holdfast explore`').map(([, code = '']) => code);
  expect(disagreement(told, Object.values(exitCode).map(String))).toEqual([]);
});

test('the bound that is told is the one that is asked for without saying so', () => {
  const { clients, writes, preemptions } = exploreDefaults;
  expect(page).toContain(`all schedules of ${clients} × ${writes} with at most ${preemptions} preemptions`);
  expect(page).toContain(`${exploreDefaults.schedules.pct.toLocaleString('en-US')} random schedules`);
});

test('the counterexample is where a program can replace it', () => {
  expect(marked(page, 'counterexample')).toContain('✗ lost-update (plain): 2 preemptions');
});

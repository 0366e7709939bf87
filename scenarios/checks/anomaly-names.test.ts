// The table of anomalies against the checks: every anomaly that a check can name is defined, and every entry
// is a name that some check uses.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { anomalyIds } from '../../results/vocabulary/anomalies/anomalies.js';
import { historyAnomalies } from '../../results/vocabulary/anomalies/history-anomalies.js';

const scenarios = fileURLToPath(new URL('..', import.meta.url));
const sources = readdirSync(scenarios, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(scenarios, name), 'utf8'));

/**
 * Names as they are written in the checks: `anomaly: 'x'`, or handed to a local function that makes evidence.
 */
function namesIn(source: string): string[] {
  return [...source.matchAll(/\b(?:anomaly: |(?:evidence|proof|broken)\()'([a-z-]+)'/g)].flatMap(
    ([, name]) => name ?? [],
  );
}

test('the search finds what it looks for', () => {
  expect(namesIn("x({ anomaly: 'a-b' }); return proof('c', d);")).toEqual(['a-b', 'c']);
});

test('every anomaly that a check names is defined', () => {
  const named = [...new Set(sources.flatMap(namesIn))];
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !anomalyIds.includes(name))).toEqual([]);
});

test('no entry that no check can name', () => {
  const text = sources.join('\n');
  const others = anomalyIds.filter((name) => !Object.hasOwn(historyAnomalies, name));
  expect(others.filter((name) => !text.includes(`'${name}'`))).toEqual([]);
});

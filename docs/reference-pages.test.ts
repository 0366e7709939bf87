// Holds the generated reference pages against the tables that they are made from. `npm run docs` writes them anew.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scenarios } from '../scenarios/all-scenarios.js';
import { criteria } from '../scenarios/criteria.js';
import { anomaliesPage, scenariosPage } from './reference-pages.js';

const pathOf = (page: string) => join(import.meta.dirname, page);

test('docs/anomalies.md says what the table of anomalies says', async () => {
  await expect(anomaliesPage()).toMatchFileSnapshot(pathOf('anomalies.md'));
});

test('docs/scenarios.md says what scenarios, checks and criteria say', async () => {
  await expect(scenariosPage(scenarios, criteria)).toMatchFileSnapshot(pathOf('scenarios.md'));
});

test('a scenario that is added, and an explanation that changes, change the page', () => {
  const page = readFileSync(pathOf('scenarios.md'), 'utf8');
  expect(scenariosPage(scenarios.slice(1), criteria)).not.toBe(page);
  const [first, ...others] = scenarios;
  if (first === undefined) throw new Error('there is no scenario');
  expect(scenariosPage([{ ...first, explanation: 'Something else.' }, ...others], criteria)).not.toBe(page);
});

test('what Markdown would take for markup is escaped, and code stays as it is', () => {
  const [scenario] = scenarios;
  if (scenario === undefined) throw new Error('there is no scenario');
  const page = scenariosPage([{ ...scenario, explanation: 'No *.tmp, no <b>, and `*.lock` stays.' }], []);
  expect(page.replace(/\n/g, ' ')).toContain('No \\*.tmp, no \\<b\\>, and `*.lock` stays.');
});

// What the registry as a whole must keep: ids are file names and differ, and the audit of syncs has one
// scenario to run.
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenarios } from './all-scenarios.js';

test('each id is the name of a file, once', () => {
  const ids = scenarios.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !existsSync(new URL(`./${id}.ts`, import.meta.url)))).toEqual([]);
});

test('one scenario serves the audit, and it records crash states', () => {
  const serving = scenarios.filter(({ auditsSyncs }) => auditsSyncs === true);
  expect(serving.map(({ needs }) => needs)).toEqual([['crash-states']]);
});

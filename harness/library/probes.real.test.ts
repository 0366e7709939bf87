// The probes as an application calls them, from the built package: answers on this disk, nothing left behind.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const entry = join(import.meta.dirname, '../../dist/harness/library/holdfast.js');
const { probeLocks, probeSyncs }: typeof import('./holdfast.js') = await import(pathToFileURL(entry).href);

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'holdfast-probes-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('locks: each kind has its answers, or the reason why it has none', async () => {
  const place = join(dir, 'locks');
  const { exclusiveCreate, ...kinds } = await probeLocks(place);
  expect(exclusiveCreate).toBe('yes');
  for (const { excludesProcesses, excludesThreads, freedByKill, reason } of Object.values(kinds)) {
    const answers = [excludesProcesses, excludesThreads, freedByKill];
    if (reason === '') expect(answers.every((one) => one !== 'n/a')).toBe(true);
    else expect(answers).toEqual(['n/a', 'n/a', 'n/a']);
  }
  expect(existsSync(place)).toBe(false);
});

test('syncs: whatever they are, the reason goes with it', async () => {
  const { file, directory, reason, renames } = await probeSyncs(dir);
  expect(reason === '').toBe(file === 'passed-on' && directory === 'passed-on');
  expect(renames === null || (renames.reason === '') === (renames.atomic === 'yes')).toBe(true);
  expect(readdirSync(dir)).toEqual([]);
});

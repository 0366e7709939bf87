// Configurations that are modules, in real threads: data comes through, everything else is refused in time.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { memoryPlace } from '../../processes/testing/memory-place.js';
import { moduleValue } from './configuration-module.js';

const dir = mkdtempSync(join(memoryPlace, 'holdfast-config-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let modules = 0;
function load(source: string, msMax?: number): Promise<unknown> {
  const path = join(dir, `config-${modules++}.mjs`);
  writeFileSync(path, source);
  return moduleValue(pathToFileURL(path).href, msMax);
}

test('data comes as it is', async () => {
  const source = `await null; export default { strategy: ['a', 'b'], seed: 3 };`;
  expect(await load(source)).toEqual({ strategy: ['a', 'b'], seed: 3 });
});

test.each([
  ['for (;;) {}', 'it had not finished loading after 0.3 s'],
  ['await new Promise((resolve) => setTimeout(resolve, 60_000));', 'it had not finished loading'],
  ['await new Promise(() => {});', 'ended without an export'],
  ['process.exit(0);', 'ended without an export'],
  ['throw new Error("no luck");', 'no luck'],
  ['throw { toString() { throw 1; } };', 'something that has no words'],
  ['export default () => {};', 'it exports no data'],
  ['export const a = 1;', 'it has no default export'],
  ['export default {', 'Unexpected end of input'],
])('%s', async (source, says) => {
  await expect(load(source, says.includes('had not') ? 300 : undefined)).rejects.toThrow(says);
});

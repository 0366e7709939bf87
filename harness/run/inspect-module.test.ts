// Looking into somebody's module from outside: whatever it does while loading, an answer comes back and no
// process stays.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type * as inspection from './inspect-module.js';

// The child's entry exists only in dist/.
const built = new URL('../../dist/harness/run/inspect-module.js', import.meta.url).href;
const { inspectModule }: typeof inspection = await import(built);

const dir = mkdtempSync(join(tmpdir(), 'holdfast-inspect-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function moduleOf(name: string, text: string): string {
  const path = join(dir, `${name}.mjs`);
  writeFileSync(path, text);
  return pathToFileURL(path).href;
}

const strategy = "export default { id: 'mine', open() {} };";

test.each<[string, string, object]>([
  ['a strategy', strategy, { type: 'strategy', id: 'mine' }],
  ['one that keeps a timer', `setInterval(() => {}, 1000); ${strategy}`, { type: 'strategy', id: 'mine' }],
  ['one that prints', `console.log('noise'); ${strategy}`, { type: 'strategy', id: 'mine' }],
  ['nothing', '', { type: 'other', lack: 'there is no default export' }],
  ['a class', 'export default class {}', { type: 'other', lack: 'its default export is not an object' }],
  ['no id', 'export default { open() {} };', { type: 'other', lack: 'its default export has no id' }],
  ['a throw', "throw new Error('no luck');", { type: 'failed', message: 'no luck' }],
  ['an exit', 'process.exit(0);', { type: 'failed', message: expect.stringContaining('exit code 0') }],
  [
    'a kill',
    "process.kill(process.pid, 'SIGKILL');",
    { type: 'failed', message: expect.stringContaining('SIGKILL') },
  ],
])('%s', async (name, text, shape) => {
  expect(await inspectModule(moduleOf(name.replaceAll(' ', '-'), text))).toMatchObject(shape);
});

test('one that never comes to an end, spinning or waiting', async () => {
  const spinning = inspectModule(moduleOf('spin', 'for (;;);'), 1500);
  const waiting = inspectModule(
    moduleOf('wait', 'setInterval(() => {}, 1000); await new Promise(() => {});'),
    1500,
  );
  const shape = { type: 'failed', message: 'it had not finished loading after 1.5 s' };
  expect(await Promise.all([spinning, waiting])).toEqual([shape, shape]);
});

// Looking into somebody's module from outside: whatever it does while loading, an answer comes back and no
// process stays.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type * as describing from './describe.js';

// The child's entry exists only in dist/.
const built = new URL('../../dist/harness/run/describe.js', import.meta.url).href;
const { describeModule, describeStrategies }: typeof describing = await import(built);

const dir = mkdtempSync(join(tmpdir(), 'holdfast-describe-'));
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
  expect(await describeModule(moduleOf(name.replaceAll(' ', '-'), text))).toMatchObject(shape);
});

test('one that never comes to an end, spinning or waiting', async () => {
  const spinning = describeModule(moduleOf('spin', 'for (;;);'), 1500);
  const waiting = describeModule(
    moduleOf('wait', 'setInterval(() => {}, 1000); await new Promise(() => {});'),
    1500,
  );
  const shape = { type: 'failed', message: 'it had not finished loading after 1.5 s' };
  expect(await Promise.all([spinning, waiting])).toEqual([shape, shape]);
});

const described = { id: 'mine', title: 'Mine', role: 'peer', claims: { threads: true } };

test('an available one says all that a run needs, and is asked once', async () => {
  const traces = join(dir, 'loads');
  const url = moduleOf(
    'whole',
    `import { appendFileSync } from 'node:fs';
     appendFileSync(${JSON.stringify(traces)}, 'x');
     export default { id: 'mine', title: 'Mine', role: 'peer', claims: { threads: true }, open() {} };`,
  );
  const whole = { ...described, availability: { available: true } };
  expect(await describeModule(url)).toEqual({ type: 'strategy', id: 'mine', described: whole });
  expect((await describeStrategies([url])).get(url)).toEqual(whole);
  expect(readFileSync(traces, 'utf8')).toBe('x');
});

test('one that fails at saying whether it is available is still a strategy', async () => {
  const url = moduleOf(
    'unsure',
    `export default { id: 'mine', open() {}, availability() { throw new Error('no luck'); } };`,
  );
  expect(await describeModule(url)).toEqual({ type: 'strategy', id: 'mine', described: null });
  const title = 'unsure (did not say what it is)';
  const stays = { id: 'mine', title, role: 'candidate', claims: {}, availability: { available: true } };
  expect((await describeStrategies([url])).get(url)).toEqual(stays);
});

test('built-in ones are described beside a module that can not be loaded', async () => {
  const url = moduleOf('broken', "throw new Error('no luck');");
  const all = await describeStrategies(['flock', 'no-lock', url]);
  expect([...all.values()].map(({ id, role }) => [id, role])).toEqual([
    ['flock', 'candidate'],
    ['no-lock', 'baseline'],
    ['broken', 'candidate'],
  ]);
});

// TypeScript of a user's is loaded in the main thread and in a worker, on the Node that runs this test: by module
// hooks in a thread of their own, or where Node strips types itself, by that.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryPlace } from '../processes/testing/memory-place.js';

const loader = new URL('../../dist/harness/actors/compiled-typescript.js', import.meta.url).href;
let folder: string;

const files: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "commonjs" }',
  // Named by what it compiles to, and found by what it is.
  'plain.ts': "import { value } from './lib/value.js';\nexport default { value: value satisfies number };",
  'lib/value.ts': 'export const value: number = 1;',
  'module.mts': "import type { Missing } from 'nowhere';\nexport default { value: 2 as Missing };",
  'common.cts': 'const value: number = 3;\nmodule.exports = { value };',
  'around.mjs': "export { default } from './module.mts';",
  'enum.mts': 'enum Kind { A }\nexport default { value: Kind.A };',
  'thrown.mts': 'interface Long {\n  a: string;\n}\nthrow new Error("on line four");',
  'load.mjs': `
    import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
    import { fileURLToPath } from 'node:url';
    import { compiledFor } from '${loader}';
    const names = workerData ?? process.argv.slice(2);
    const loaded = [];
    for (const name of names) {
      const url = new URL(name, import.meta.url).href;
      loaded.push(await compiledFor(url).then((js) => import(js)).then((m) => m.default.value, (error) => error.stack));
    }
    if (!isMainThread) parentPort.postMessage(loaded);
    else {
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: names, execArgv: [] });
      worker.on('message', (inWorker) => console.log(JSON.stringify({ loaded, inWorker })));
    }`,
};

beforeAll(() => {
  folder = mkdtempSync(join(memoryPlace, 'holdfast-typescript-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('files of each kind, in both kinds of thread; what it refuses, and where', () => {
  const names = ['around.mjs', 'plain.ts', 'module.mts', 'common.cts', 'enum.mts', 'thrown.mts'];
  const out = execFileSync(process.execPath, ['load.mjs', ...names], { cwd: folder, encoding: 'utf8' });
  const { loaded, inWorker } = JSON.parse(out) as Record<'loaded' | 'inWorker', unknown[]>;
  expect(loaded.slice(0, 4)).toEqual([2, 1, 2, 3]);
  expect(loaded[4]).toMatch(/enum is not supported/);
  expect(loaded[5]).toMatch(/on line four[\s\S]*thrown\.mts:4:7/);
  expect(inWorker.slice(0, 4)).toEqual(loaded.slice(0, 4));
});

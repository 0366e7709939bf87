// What a command line loads, by Node's own loader: a short command must not load the parts of a run, and none
// loads another command. How long that takes can't be tested, what it is can.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-loaded-'));
  const hook = `import { appendFileSync } from 'node:fs';
    export async function load(url, context, next) {
      appendFileSync(${JSON.stringify(join(directory, 'loaded'))}, url + '\\n');
      return next(url, context);
    }`;
  writeFileSync(join(directory, 'hook.mjs'), hook);
  const register = `import { register } from 'node:module'; register('./hook.mjs', import.meta.url);`;
  writeFileSync(join(directory, 'register.mjs'), register);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Below dist/ without its ending, and packages by their name. */
function loadedBy(...argv: string[]): string[] {
  const loaded = join(directory, 'loaded');
  writeFileSync(loaded, '');
  const register = pathToFileURL(join(directory, 'register.mjs')).href;
  execFileSync(process.execPath, ['--import', register, main, ...argv], { cwd: directory });
  const urls = readFileSync(loaded, 'utf8').trim().split('\n');
  const names = urls.map((url) => {
    const [, name] = /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? /\/dist\/(.*)\.js$/.exec(url) ?? [];
    return name ?? url;
  });
  return [...new Set(names)];
}

const commands =
  'run try list doctor lab-command lab-power explain audit explore replay judge report compare merge init completion'.split(
    ' ',
  );
const commandsIn = (loaded: readonly string[]) =>
  new Set(loaded.flatMap((name) => /^harness\/cli\/commands\/(.*)/.exec(name)?.[1] ?? []));

test('--version: no command, no schema, one package', () => {
  const loaded = loadedBy('--version');
  expect(commandsIn(loaded)).toEqual(new Set());
  const packages = loaded.filter((name) => !name.includes('/') && !name.startsWith('node:'));
  expect(packages).toEqual(['commander']);
});

test('--help: every command', () => {
  expect(commandsIn(loadedBy('--help'))).toEqual(new Set(commands));
});

test.each(['run', 'merge'])('%s --help: that command alone', (name) => {
  expect(commandsIn(loadedBy('--no-color', name, '--help'))).toEqual(new Set([name]));
});

test.each([
  ['list', ['list']],
  ['explain', ['--json', 'explain', 'torn-read']],
])('%s loads nothing that runs, searches or judges', (name, argv) => {
  const loaded = loadedBy(...argv);
  expect(commandsIn(loaded)).toEqual(new Set([name]));
  expect(loaded).toContain('scenarios/scenario-registry');
  const heavy =
    /^harness\/(?:crash|interleavings|judge|lab|platform|tap)\/|^harness\/run\/(?:execute|replay|explore)/;
  expect(loaded.filter((one) => heavy.test(one))).toEqual([]);
});

// Opening a file with openers that work, fail, stay, or are not there.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as opening from './open-in-browser.js';

const built = new URL('../../dist/harness/processes/open-in-browser.js', import.meta.url).href;
const { openInBrowser }: typeof opening = await import(built);

let dir: string;
const { PATH } = process.env;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'holdfast-open-'));
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(dir, { recursive: true, force: true });
});

const desk = { platform: 'linux', env: { DISPLAY: ':0' } } as const;

function opener(script: string): void {
  const file = join(dir, 'xdg-open');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  process.env.PATH = `${dir}${delimiter}${PATH}`;
}

const isPosix = process.platform !== 'win32';

test.runIf(isPosix)('it is given the path as one word', async () => {
  opener(`printf '%s' "$1" > ${dir}/asked`);
  const path = '/a b/$(x)&;"\'.html';
  expect(await openInBrowser(path, desk)).toBeNull();
  expect(readFileSync(join(dir, 'asked'), 'utf8')).toBe(path);
});

test.runIf(isPosix)('one that fails, and one that is missing, are told', async () => {
  opener('exit 3');
  expect(await openInBrowser('/r.html', desk)).toBe('xdg-open could not open it');
  process.env.PATH = join(dir, 'nothing');
  expect(await openInBrowser('/r.html', desk)).toBe('xdg-open is not there');
  expect(await openInBrowser('/r.html', { platform: 'linux', env: {} })).toBe('there is no display');
});

test.runIf(isPosix)('one that stays open is no failure, and is not ended with us', async () => {
  opener(`echo $$ > ${dir}/pid; exec sleep 60`);
  expect(await openInBrowser('/r.html', desk)).toBeNull();
  const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'));
  expect(process.kill(pid, 0)).toBe(true);
  process.kill(pid, 'SIGKILL');
});

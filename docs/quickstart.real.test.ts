// Runs docs/quickstart.md from the top, as a reader would: its example saved, its commands one after another in one
// directory, what each prints held against what the page shows of it. npm's own commands are left to docs/claims.real.test.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ending, Workbench } from '../harness/cli/e2e/workbench.js';
import { exitCode } from '../harness/cli/exit-code.js';
import { firstUnlike, shownCommands } from './excerpts.js';

const page = readFileSync(join(import.meta.dirname, 'quickstart.md'), 'utf8');
const shown = shownCommands(page).filter(({ command }) => !command.startsWith('npm '));
const argvOf = (command: string) => command.replace(/^npx holdfast /, '').split(' ');

/** In the order of the page. */
const codes = [exitCode.go, exitCode.noGo, 0, exitCode.noGo];

test('takes at most 400 words', () => {
  expect(page.split(/\s+/).filter((word) => word !== '').length).toBeLessThanOrEqual(400);
});

test('every command is shown with what it prints, and is one of holdfast', () => {
  expect(shown).toHaveLength(codes.length);
  expect(shown.filter(({ excerpt }) => excerpt === null)).toEqual([]);
  expect(shown.filter(({ command }) => !command.startsWith('npx holdfast '))).toEqual([]);
});

// Named pipes are what leads the clients of an exploration.
describe.skipIf(process.platform === 'win32')('run from the top', () => {
  const workbench = new Workbench();
  const endings: Ending[] = [];

  beforeAll(async () => {
    const [, name = '', source = ''] = /^```js (\S+)\n(.*?)^```$/ms.exec(page) ?? [];
    writeFileSync(workbench.path(name), source);
    for (const { command } of shown) endings.push(await workbench.run(...argvOf(command)));
    // A whole run takes half a minute, and on a busy machine many times as long.
  }, 900_000);
  afterAll(() => workbench.remove());

  test.each(shown.map(({ command, excerpt }, at) => ({ command, excerpt, at, code: codes[at] })))(
    '$command',
    ({ excerpt, at, code }) => {
      const { out = '', err = '' } = endings[at] ?? {};
      const unlike = firstUnlike(excerpt ?? '', out);
      expect({ code: endings[at]?.code, unlike }, `${out}\n${err}`).toEqual({ code, unlike: null });
    },
  );
});

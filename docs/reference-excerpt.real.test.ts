// Holds the excerpt of a report in the README against the reference run that is committed: the built command line
// renders it again, and every line that is shown has to be there, in order.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { marked } from './claims.js';
import { firstUnlike, shownCommands } from './excerpts.js';

const root = join(import.meta.dirname, '..');
const place = marked(readFileSync(join(root, 'README.md'), 'utf8'), 'excerpt') ?? '';
const [shown] = shownCommands(place);

test('the excerpt is what its command prints', () => {
  expect(shown?.command).toMatch(/^npx holdfast report results\/reference\//);
  const argv = (shown?.command ?? '').replace(/^npx holdfast /, '').split(' ');
  const main = join(root, 'dist', 'harness', 'cli', 'main.js');
  const env = { ...process.env, NO_COLOR: '1' };
  const { stdout } = spawnSync(process.execPath, [main, ...argv], { cwd: root, env, encoding: 'utf8' });
  expect(stdout).toContain('Decision:');
  expect(firstUnlike(shown?.excerpt ?? '', stdout)).toBeNull();
});

test('it ends with the decision and what to do next', () => {
  expect(shown?.excerpt).toMatch(/\nDecision: .*\nNext: .*\n$/);
});

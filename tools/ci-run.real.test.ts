// Watches .ci/run count: with stand-ins for npm and apt-get first in the PATH, each command is made to fail
// once, and the closing lines and the exit code must say so.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';

/** Its title, and what the stand-in says. */
const LINES_PER_COMMAND = 3;
const script = join(import.meta.dirname, '..', '.ci', 'run');

/**
 * Runs the script; the stand-in for npm notes its arguments, says something on both outputs and fails on `broken`.
 * `lastLines` are those after the last command's own.
 */
function runWith(broken: string): { code: number | null; lastLines: string[]; called: string } {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-ci-'));
  const log = join(folder, 'called');
  try {
    const npm = `#!/bin/sh\necho "npm $*" >> '${log}'\necho "says $*"\necho "errs $*" >&2\n[ "$*" != '${broken}' ]\n`;
    writeFileSync(join(folder, 'npm'), npm, { mode: 0o755 });
    writeFileSync(join(folder, 'apt-get'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const path = `${folder}${delimiter}${process.env.PATH ?? ''}`;
    const { status, stdout } = spawnSync('bash', [script], {
      encoding: 'utf8',
      env: { ...process.env, PATH: path },
    });
    const called = existsSync(log) ? readFileSync(log, 'utf8') : '';
    const lines = stdout.trimEnd().split('\n');
    const commands = called.trimEnd().split('\n').length;
    return { code: status, lastLines: lines.slice(commands * LINES_PER_COMMAND), called };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const all = 'npm ci\nnpm run check\nnpm start\nnpm run trust:sample\n';
const told = (command: string) => [
  `== npm ${command} failed with exit code 1; its last lines:`,
  `says ${command}`,
  `errs ${command}`,
];

test.runIf(process.platform === 'linux').each([
  { broken: 'nothing', code: 0, count: 'holdfast: 4 passed, 0 failed', called: all },
  { broken: 'start', code: 1, count: 'holdfast: 3 passed, 1 failed', called: all },
  { broken: 'run check', code: 1, count: 'holdfast: 3 passed, 1 failed', called: all },
  { broken: 'ci', code: 1, count: 'holdfast: 0 passed, 1 failed', called: 'npm ci\n' },
])('with $broken broken it ends with that, and "$count"', ({ broken, code, count, called }) => {
  const lastLines = code === 0 ? [count] : [...told(broken), count];
  expect(runWith(broken)).toEqual({ code, lastLines, called });
});

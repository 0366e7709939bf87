// Watches .ci/run count: with stand-ins for npm and apt-get first in the PATH, each command is made to fail
// once, and the closing line and the exit code must say so.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, '.ci', 'run');

/** Runs the script; the stand-in for npm notes its arguments and fails on `broken`. */
function runWith(broken: string): { code: number | null; lastLine: string; called: string } {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-ci-'));
  const log = join(folder, 'called');
  try {
    const npm = `#!/bin/sh\necho "npm $*" >> '${log}'\n[ "$*" != '${broken}' ]\n`;
    writeFileSync(join(folder, 'npm'), npm, { mode: 0o755 });
    writeFileSync(join(folder, 'apt-get'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const path = `${folder}${delimiter}${process.env.PATH ?? ''}`;
    const { status, stdout } = spawnSync('bash', [script], {
      encoding: 'utf8',
      env: { ...process.env, PATH: path },
    });
    const called = existsSync(log) ? readFileSync(log, 'utf8') : '';
    return { code: status, lastLine: stdout.trimEnd().split('\n').at(-1) ?? '', called };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const all = 'npm ci\nnpm run check\nnpm start\n';

test.runIf(process.platform === 'linux').each([
  { broken: 'nothing', code: 0, lastLine: 'holdfast: 3 passed, 0 failed', called: all },
  { broken: 'start', code: 1, lastLine: 'holdfast: 2 passed, 1 failed', called: all },
  { broken: 'run check', code: 1, lastLine: 'holdfast: 2 passed, 1 failed', called: all },
  { broken: 'ci', code: 1, lastLine: 'holdfast: 0 passed, 1 failed', called: 'npm ci\n' },
])('with $broken broken it ends with "$lastLine"', ({ broken, ...expected }) => {
  expect(runWith(broken)).toEqual(expected);
});

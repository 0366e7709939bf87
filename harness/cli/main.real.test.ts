// The built program as a real process: the entry, its exit codes, closed pipes, and no stack traces.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

interface Ending {
  code: number;
  out: string;
  err: string;
}

function holdfast(...argv: string[]): Promise<Ending> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...argv], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

test('--version', async () => {
  expect(await holdfast('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test('--help', async () => {
  const { code, out, err } = await holdfast('run', '--help');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('Usage: holdfast run');
});

test.each([
  [['rnu'], 'Did you mean run?'],
  [['run', '--profil'], 'Did you mean --profile?'],
  [['run', '--profile', 'quik'], 'did you mean quick?'],
  [['judge', 'no-such-run'], 'there is no run'],
])('%j: usage, on stderr, without a stack trace', async (argv, sentence) => {
  const { code, out, err } = await holdfast(...argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(sentence);
  expect(err).not.toContain('    at ');
});

test.runIf(process.platform !== 'win32').each([
  ['of a lack of descriptors', 'ulimit -n 20; exec "$0" "$1" --version', 'ulimit -n 1024'],
  [
    'without a working directory',
    'mkdir "$2" && cd "$2" && rmdir "$2" && exec "$0" "$1" --version',
    'deleted',
  ],
])('cannot start %s: the environment’s fault, in words', async (_, script, remedy) => {
  const gone = join(tmpdir(), `holdfast-gone-${process.pid}`);
  const { code, err } = await new Promise<Ending>((resolve) => {
    execFile('sh', ['-c', script, process.execPath, main, gone], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
  expect(code).toBe(4);
  expect(err).toContain('error: holdfast could not start');
  expect(err).toContain(remedy);
  expect(err).not.toContain('    at ');
});

test('a reader that has closed the pipe is not an error', async () => {
  const child = spawn(process.execPath, [main, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const err: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // Closed before the program has started, so the write is sure to find nobody.
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  expect({ code, err: Buffer.concat(err).toString() }).toEqual({ code: 0, err: '' });
});

// Windows has no signals to send: there a kill ends the program without asking.
test.runIf(process.platform !== 'win32').each([1, 2])(
  'a real run, %d times Ctrl-C: what was finished is saved, nothing is left behind',
  async (times) => {
    const cwd = mkdtempSync(join(tmpdir(), 'holdfast-main-'));
    scratch.push(cwd);
    const argv = [
      'run',
      '--strategy',
      'no-lock',
      '--scenario',
      'round-trip,mixed',
      '--profile',
      'quick',
      '--out',
      'out',
    ];
    const child = spawn(process.execPath, [main, ...argv], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    let signals = 0;
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      // Each signal is sent when the program has said that it is ready for it.
      if (signals === 0 && err.includes('[1/')) signals = interrupt(child.pid);
      else if (signals === 1 && times === 2 && err.includes('once more')) signals += interrupt(child.pid);
    });
    const [code] = await once(child, 'close');
    expect({ code, signals }).toEqual({ code: 130, signals: times });
    const run: { cases: unknown[] } = JSON.parse(readFileSync(join(cwd, 'out', 'run.json'), 'utf8'));
    expect(run.cases.length).toBeGreaterThan(0);
    expect(existsSync(join(cwd, '.holdfast'))).toBe(false);
    if (times === 2) return;
    expect(existsSync(join(cwd, 'out', 'judged.json'))).toBe(true);
    expect(err).toContain('to go on:\n  holdfast run --resume ');
  },
);

const scratch: string[] = [];
afterAll(() => {
  for (const dir of scratch) rmSync(dir, { recursive: true, force: true });
});

function interrupt(pid: number | undefined): 1 {
  if (pid !== undefined) process.kill(pid, 'SIGINT');
  return 1;
}

// The built program as a real process: the entry, its exit codes, closed pipes, and no stack traces.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

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

test('a reader that has closed the pipe is not an error', async () => {
  const child = spawn(process.execPath, [main, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const err: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // Closed before the program has started, so the write is sure to find nobody.
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  expect({ code, err: Buffer.concat(err).toString() }).toEqual({ code: 0, err: '' });
});

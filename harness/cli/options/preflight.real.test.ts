// Places for files, tried out by several processes at the same time, as runs do that are started together.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, test } from 'vitest';

const built = new URL('../../../dist/harness/cli/options/preflight.js', import.meta.url).href;
const cwd = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-preflight-')));
afterEach(() => {
  fs.rmSync(path.join(cwd, '.holdfast'), { recursive: true, force: true });
});

afterAll(() => {
  fs.rmSync(cwd, { recursive: true, force: true });
});

const again = (times: number): string => `
  const { scratchDirectory } = await import(${JSON.stringify(built)});
  for (let i = 0; i < ${times}; i += 1) scratchDirectory('.holdfast', '--dir', ${JSON.stringify(cwd)});`;

const inProcess = (times: number): Promise<unknown> =>
  promisify(execFile)(process.execPath, ['--input-type=module', '-e', again(times)]);

describe('four processes at once try out a directory', () => {
  test('that is not there: none takes it away from another, and it is gone afterwards', async () => {
    await Promise.all(Array.from({ length: 4 }, () => inProcess(500)));
    // Whoever was last may have met the file of another: the run that follows takes away what is left.
    await inProcess(1);
    expect(fs.readdirSync(cwd)).toEqual([]);
  });

  test('that is there: it stays as it was', async () => {
    fs.mkdirSync(path.join(cwd, '.holdfast'));
    fs.writeFileSync(path.join(cwd, '.holdfast', 'mine'), 'x');
    await Promise.all(Array.from({ length: 4 }, () => inProcess(500)));
    expect(fs.readdirSync(path.join(cwd, '.holdfast'))).toEqual(['mine']);
  });
});

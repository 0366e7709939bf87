// A lab of the cheapest platforms, by the built command line: what is stored and told, and that a lab which is
// killed keeps what was finished and leaves no mount, device or process after the next start.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LabRecord } from '../../results/verdicts/lab-record.js';
import { mountPoints } from '../processes/mount-points.js';
import { labPlatforms } from './lab-platforms.js';

const main = join(import.meta.dirname, '../../dist/harness/cli/main.js');
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'holdfast-lab-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const canMake = (...ids: string[]) =>
  labPlatforms().every(({ id, missing }) => !ids.includes(id) || missing.length === 0);

/** In a session of its own, so that a signal to all of them reaches no other process. */
function start(...argv: string[]): ChildProcess {
  const args = [main, 'lab', '-s', 'no-lock', '-c', 'conflict', ...argv];
  return spawn(process.execPath, args, { cwd: dir, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (data) => (out += String(data)));
  child.stderr?.on('data', (data) => (err += String(data)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

const recordIn = (out: string): LabRecord => JSON.parse(readFileSync(join(dir, out, 'lab.json'), 'utf8'));
const left = () => ({
  mounts: mountPoints().filter((path) => path.startsWith(`${dir}/`)),
  devices: readdirSync('/sys/block').filter((name) => {
    const file = `/sys/block/${name}/loop/backing_file`;
    return existsSync(file) && readFileSync(file, 'utf8').startsWith(dir);
  }),
});

test.runIf(canMake('tmpfs', 'ext4-read-only', 'single-file'))(
  'stores a run for each platform that takes one, and the reason of each that does not',
  async () => {
    const wanted = ['tmpfs', 'single-file', 'ext4-read-only'];
    const { out, err, code } = await ended(start('--only', wanted.join(','), '--out', 'whole'));
    expect(code, err).toBe(1);
    const { results, finishedAt } = recordIn('whole');
    expect(finishedAt).not.toBeNull();
    expect(results.map(({ id, outcome }) => [id, outcome.type])).toEqual([
      ['tmpfs', 'run'],
      ['single-file', 'file'],
      ['ext4-read-only', 'failed'],
    ]);
    for (const file of ['run.json', 'judged.json', 'doctor.json'])
      expect(existsSync(join(dir, 'whole/tmpfs', file)), file).toBe(true);
    expect(out).toContain('tmpfs: (tmpfs) lives in memory: a loss of power erases everything');
    expect(out).toContain('single-file: nobody can rename over a file that is a mount of its own (EBUSY)');
    expect(out).toContain('ext4-read-only: the file system is read-only, or became so (EROFS)');
    expect(left()).toEqual({ mounts: [], devices: [] });
  },
);

test.runIf(canMake('ext4', 'bindfs')).each([500])(
  'killed %d ms after its first mount, it keeps what was finished and is undone by the next start',
  async (ms) => {
    const place = `killed-${ms}`;
    const argv = ['--only', 'ext4,bindfs', '--dir', `work-${ms}`];
    const child = start(...argv, '--out', place);
    while (left().mounts.length === 0 && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, ms));
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    expect(recordIn(place).finishedAt).toBeNull();
    const { code, err } = await ended(
      start('--only', 'ext4-read-only', '--dir', `work-${ms}`, '--out', `${place}-b`),
    );
    expect(code, err).toBe(3);
    expect(left()).toEqual({ mounts: [], devices: [] });
    expect(existsSync(join(dir, `work-${ms}`))).toBe(false);
  },
);

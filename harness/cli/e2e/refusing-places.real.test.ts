// Disks and directories that refuse: full from the start, filling up in the middle, read-only, in the way, and a
// stdout without room. Real mounts need root and Linux; without them those tests are skipped.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { runSchema } from '../../../results/facts/run-record.js';
import { Workbench } from './workbench.js';

const benches: Workbench[] = [];
const mounts: string[] = [];

function bench(): Workbench {
  const made = new Workbench();
  benches.push(made);
  return made;
}

afterAll(() => {
  for (const mount of mounts) execFileSync('umount', ['--lazy', mount]);
  for (const made of benches) made.remove();
});

function mountTmpfs(at: string, sizeMebibytes: number, more = ''): void {
  fs.mkdirSync(at, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMebibytes}m${more}`, 'holdfast-e2e', at], {
    stdio: 'ignore',
  });
  mounts.push(at);
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const trial = new Workbench();
  try {
    mountTmpfs(trial.path('disk'), 1);
    execFileSync('umount', [mounts.pop() ?? '']);
    return true;
  } catch {
    return false;
  } finally {
    trial.remove();
  }
}

const short = ['run', '--profile', 'quick', '--strategy', 'no-lock', '--scenario', 'conflict'];

// Each test has a bench of its own, and waits for processes most of the time.
describe.skipIf(!canMount()).concurrent('a disk of its own', () => {
  test('too small from the start: 4, before anything runs', async () => {
    const made = bench();
    mountTmpfs(made.path('disk'), 16);
    const { code, out, err } = await made.run(...short, '--dir', 'disk/scratch', '--out', 'out');
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toMatch(/error: Only 16 MiB are free in \S*disk\/scratch, and a run needs 64/);
    expect(err).not.toContain('[1/');
    expect(made.names('disk')).toEqual([]);
  });

  test('read-only: 4, before anything runs', async () => {
    const made = bench();
    mountTmpfs(made.path('disk'), 96, ',ro');
    const { code, out, err } = await made.run(...short, '--dir', 'disk/scratch', '--out', 'out');
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toContain('the file system is read-only');
    expect(made.names()).toEqual(['disk']);
  });

  test('filled up in the middle: 4, and what was finished can be judged', async () => {
    const made = bench();
    mountTmpfs(made.path('disk'), 96);
    const scenarios = 'conflict,concurrent-processes,mixed';
    const argv = ['run', '--profile', 'quick', '--strategy', 'lockfile', '--scenario', scenarios];
    const started = made.start([...argv, '--dir', 'disk', '--out', 'out']);
    await started.says('[1/');
    expect(() => fs.writeFileSync(made.path('disk', 'filler'), Buffer.alloc(100 * 2 ** 20))).toThrow(
      'ENOSPC',
    );
    const { code, err } = await started.ended;
    expect(code).toBe(4);
    expect(err).toMatch(
      /error: The (disk|file system) of \S*disk\S* (is full|failed with ENOSPC) .*what was finished before is stored/,
    );
    expect(err).not.toContain('    at ');
    const run = runSchema.parse(JSON.parse(fs.readFileSync(made.path('out', 'run.json'), 'utf8')));
    expect(run).toMatchObject({
      status: 'failed',
      cases: [{ scenario: 'conflict', state: { type: 'done' } }],
    });
    expect(made.names('disk')).toEqual(['filler']);
    expect(await made.processesAfter(10_000)).toEqual([]);
    expect((await made.run('judge', 'out')).out).toContain('lockfile');
  });

  test('results on a full disk: 4, before anything runs', async () => {
    const made = bench();
    mountTmpfs(made.path('disk'), 1);
    expect(() => fs.writeFileSync(made.path('disk', 'filler'), Buffer.alloc(2 ** 21))).toThrow('ENOSPC');
    const { code, out, err } = await made.run(...short, '--out', 'disk/out');
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toContain('no space left');
    expect(err).not.toContain('[1/');
  });
});

test
  .runIf(fs.existsSync('/dev/full'))
  .concurrent('a stdout without room: 4, in a sentence, the run is saved', async () => {
    const made = bench();
    const full = fs.openSync('/dev/full', 'w');
    const { code, err } = await made.start([...short, '--json', '--out', 'out'], { stdout: full }).ended;
    fs.closeSync(full);
    expect(code).toBe(4);
    expect(err).toContain("error: can't write to stdout: ");
    expect(err).not.toContain('    at ');
    expect(made.names()).toEqual(['out']);
    expect(made.names('out')).toContain('judged.json');
  });

test.concurrent('--out a file, or a run: refused before the run', async () => {
  const made = bench();
  fs.writeFileSync(made.path('file'), '');
  expect(await made.run(...short, '--out', 'file')).toMatchObject({ code: 4, out: '' });
  await made.run(...short, '--out', 'out');
  const before = fs.statSync(made.path('out', 'run.json')).mtimeMs;
  expect(await made.run(...short, '--out', 'out')).toMatchObject({ code: 2, out: '' });
  expect(fs.statSync(made.path('out', 'run.json')).mtimeMs).toBe(before);
  expect(made.names()).toEqual(['file', 'out']);
});

test.concurrent('two runs at once in one --dir: both finish, nothing is left', async () => {
  const made = bench();
  const endings = await Promise.all(
    ['one', 'other'].map((out) => made.run(...short, '--json', '--out', out)),
  );
  for (const { code, out } of endings) {
    expect(JSON.parse(out)).toMatchObject({ status: 'finished', canaries: [{ caught: true }] });
    expect(code).toBe(JSON.parse(out).exitCode);
  }
  expect(made.names()).toEqual(['one', 'other']);
});

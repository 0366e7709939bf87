// The work directory against real leftovers: a harness killed with SIGKILL, its stopped orphan, a reused pid,
// a living neighbour, another host's run, and everything in there that is none of our business.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { killTree } from './kill-tree.js';
import { PlatformError } from './platform-error.js';
import { isAlive } from './process-liveness.js';
import { recordName } from './process-registry.js';
import { processStartTime } from './process-start-time.js';
import { createRunDirectory } from './run-directory.js';
import { thisOwner } from './run-owner.js';
import { openWorkDirectory } from './work-directory.js';

const built = new URL('../../dist/harness/processes/work-directory.js', import.meta.url).href;
const linux = process.platform === 'linux';

let parent = '';
let root = '';
const started: ChildProcess[] = [];

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'holdfast-work-'));
  root = join(parent, 'work');
});
afterEach(() => {
  for (const child of started.splice(0)) if (child.pid !== undefined) killTree(child.pid);
  rmSync(parent, { recursive: true, force: true });
});

interface Harness {
  child: ChildProcess;
  run: string;
  /** A process that it started and registered; it isn't stopped by its parent's death. */
  orphan: number;
}

/**
 * A harness in a process of its own, with one registered actor that has nothing to tell it of its parent's
 * death.
 */
async function startHarness(): Promise<Harness> {
  const script = `
    import { spawn } from 'node:child_process';
    const { openWorkDirectory } = await import(${JSON.stringify(built)});
    const work = await openWorkDirectory(${JSON.stringify(root)});
    const actor = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    work.registerProcess(actor.pid);
    console.log(JSON.stringify({ run: work.path, orphan: actor.pid }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const [chunk] = await once(child.stdout, 'data');
  return { child, ...JSON.parse(String(chunk)) };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('a run of its own', () => {
  test('is made below the directory, and everything is gone at the end', async () => {
    const work = await openWorkDirectory(root);
    expect(dirname(work.path)).toBe(root);
    expect(readFileSync(join(root, '.gitignore'), 'utf8')).toMatch(/^\*$/m);
    const cases = ['flock × stress', 'flock × stress', '../../escape', '.hidden', '', 'x'.repeat(500)];
    const made = cases.map((name) => work.caseDirectory(name));
    expect(new Set(made).size).toBe(cases.length);
    for (const path of made) {
      expect(dirname(path)).toBe(join(work.path, 'cases'));
      writeFileSync(join(path, 'file'), 'x');
    }
    await work.dispose();
    await work.dispose();
    work.disposeSync();
    expect(readdirSync(parent)).toEqual([]);
  });

  test('missing ancestors are made, and unmade', async () => {
    const work = await openWorkDirectory(join(root, 'a', 'b'));
    await work.dispose();
    expect(readdirSync(parent)).toEqual([]);
  });

  test('what was there before stays, without a .gitignore of ours', async () => {
    mkdirSync(root);
    writeFileSync(join(root, 'precious'), 'mine');
    const work = await openWorkDirectory(root);
    await work.dispose();
    expect(readdirSync(root)).toEqual(['precious']);
    rmSync(join(root, 'precious'));
    await (await openWorkDirectory(root)).dispose();
    expect(existsSync(root)).toBe(true);
  });

  test('what somebody put into a directory that we made stays, and so does the directory', async () => {
    const work = await openWorkDirectory(root);
    writeFileSync(join(root, 'notes'), 'mine');
    await work.dispose();
    expect(readdirSync(root).sort()).toEqual(['.gitignore', 'notes']);
  });

  test('directories that a case locked up are removed all the same', async () => {
    const work = await openWorkDirectory(root);
    const path = join(work.caseDirectory('locked'), 'inner');
    mkdirSync(path);
    writeFileSync(join(path, 'file'), 'x');
    chmodSync(path, 0o000);
    await work.dispose();
    expect(readdirSync(parent)).toEqual([]);
  });

  test.each(['dispose', 'disposeSync'] as const)(
    '%s ends a process that is still registered',
    async (how) => {
      const work = await openWorkDirectory(root);
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      started.push(child);
      const exit = once(child, 'exit');
      if (child.pid !== undefined) work.registerProcess(child.pid);
      await work[how]();
      expect(await exit).toEqual([null, 'SIGKILL']);
      expect(existsSync(work.path)).toBe(false);
    },
  );

  test('an exit handler may clear up', async () => {
    const script = `
      const { openWorkDirectory } = await import(${JSON.stringify(built)});
      const work = await openWorkDirectory(${JSON.stringify(root)});
      work.caseDirectory('x');
      process.on('exit', () => work.disposeSync());
      throw new Error('a bug');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    await once(child, 'exit');
    expect(readdirSync(parent)).toEqual([]);
  });
});

describe('after a harness was killed', () => {
  test.runIf(process.platform !== 'win32')('its stopped orphan is killed and its run removed', async () => {
    const dead = await startHarness();
    process.kill(dead.orphan, 'SIGSTOP');
    await kill(dead.child);
    expect(isAlive(dead.orphan)).toBe(true);
    expect(existsSync(dead.run)).toBe(true);

    const work = await openWorkDirectory(root);
    expect(work.swept).toEqual({ removed: [dead.run], killed: [dead.orphan], warnings: [] });
    expect(isAlive(dead.orphan)).toBe(false);
    expect(existsSync(dead.run)).toBe(false);
    await work.dispose();
    // The dead one made the directory; the last to leave removes it.
    expect(readdirSync(parent)).toEqual([]);
  });

  test.runIf(linux)('a process that got the pid of one of its actors lives on', async () => {
    const dead = await startHarness();
    await kill(dead.child);
    const pids = join(dead.run, 'pids');
    const start = processStartTime(dead.orphan);
    if (start === null) throw new Error('no start time');
    const forged = recordName({ pid: dead.orphan, startedAt: { ...start, value: start.value - 1 } });
    for (const name of readdirSync(pids)) renameSync(join(pids, name), join(pids, forged));

    const work = await openWorkDirectory(root);
    expect(work.swept).toMatchObject({ removed: [dead.run], killed: [] });
    expect(isAlive(dead.orphan)).toBe(true);
    killTree(dead.orphan);
    await work.dispose();
  });

  test('a run whose owner’s pid is somebody else’s now is removed', async () => {
    mkdirSync(root);
    const run = createRunDirectory(root);
    const me = thisOwner();
    if (me.startTime === null) throw new Error('no start time');
    const startTime = { ...me.startTime, value: me.startTime.value - 60_000 };
    writeFileSync(join(run, 'owner.json'), JSON.stringify({ ...me, startTime }));
    const work = await openWorkDirectory(root);
    expect(work.swept.removed).toEqual([run]);
    await work.dispose();
  });
});

describe('what is left alone', () => {
  test('a harness at work next door, in both directions', async () => {
    const neighbour = await startHarness();
    const work = await openWorkDirectory(root);
    const own = work.caseDirectory('mine');
    expect(work.swept).toEqual({ removed: [], killed: [], warnings: [] });
    const third = await openWorkDirectory(root);
    expect(existsSync(own)).toBe(true);
    await work.dispose();
    expect(existsSync(third.path)).toBe(true);
    expect(existsSync(neighbour.run)).toBe(true);
    expect(isAlive(neighbour.orphan)).toBe(true);
    await third.dispose();
    await kill(neighbour.child);
    killTree(neighbour.orphan);
  });

  test('a run of another host or container, with a warning', async () => {
    mkdirSync(root);
    const run = createRunDirectory(root);
    writeFileSync(join(run, 'owner.json'), JSON.stringify({ ...thisOwner(), host: 'elsewhere.example' }));
    const work = await openWorkDirectory(root);
    expect(work.swept.removed).toEqual([]);
    expect(work.swept.warnings).toEqual([expect.stringContaining('elsewhere.example')]);
    await work.dispose();
    expect(existsSync(run)).toBe(true);
  });

  test('names that merely look like ours, links, and shells that may be at work', async () => {
    mkdirSync(root);
    const outside = join(parent, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'precious'), 'x');
    const young = `run-${Date.now().toString(36)}-1-00000000`;
    const oldWithContent = `run-${(Date.now() - 3_600_000).toString(36)}-1-00000001`;
    const link = `run-${(Date.now() - 3_600_000).toString(36)}-1-00000002`;
    for (const name of ['run-mine', 'run-', young, oldWithContent]) mkdirSync(join(root, name));
    writeFileSync(join(root, oldWithContent, 'precious'), 'x');
    symlinkSync(outside, join(root, link), 'junction');
    const before = readdirSync(root);
    await (await openWorkDirectory(root)).dispose();
    expect(readdirSync(root)).toEqual(before);
    expect(readdirSync(outside)).toEqual(['precious']);
    expect(lstatSync(join(root, link)).isSymbolicLink()).toBe(true);
  });

  test('but an old shell without an owner, or with a torn one, is cleared away', async () => {
    mkdirSync(root);
    const stamp = (Date.now() - 3_600_000).toString(36);
    const shells = [`run-${stamp}-1-00000001`, `run-${stamp}-1-00000002`].map((name) => join(root, name));
    for (const path of shells) mkdirSync(path);
    writeFileSync(join(shells[1] ?? '', 'owner.json'), '{"pid":1');
    const work = await openWorkDirectory(root);
    expect(new Set(work.swept.removed)).toEqual(new Set(shells));
    await work.dispose();
  });
});

describe('refusals', () => {
  const codeOf = async (dir: string): Promise<string> => {
    try {
      await (await openWorkDirectory(dir)).dispose();
      return 'opened';
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      expect(error.remedy).not.toBe('');
      return error.code;
    }
  };

  test('a file, and a path through a file', async () => {
    writeFileSync(root, 'a file');
    expect(await codeOf(root)).toBe('DIR_IS_A_FILE');
    expect(await codeOf(join(root, 'below'))).toBe('DIR_IS_A_FILE');
    expect(readFileSync(root, 'utf8')).toBe('a file');
  });

  test('the root of a file system and the home directory, also through a link', async () => {
    expect(await codeOf(parse(process.cwd()).root)).toBe('DIR_REFUSED');
    expect(await codeOf(homedir())).toBe('DIR_REFUSED');
    symlinkSync(parse(process.cwd()).root, root, 'junction');
    expect(await codeOf(root)).toBe('DIR_REFUSED');
  });

  test.runIf(linux)('a place where nobody can create anything', async () => {
    expect(await codeOf('/proc/holdfast')).toBe('DIR_NOT_WRITABLE');
    expect(await codeOf('/proc/self')).toBe('DIR_NOT_WRITABLE');
  });
});

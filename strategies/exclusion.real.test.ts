// Real worker threads and real processes, on real locks: which of them a lock excludes, what a killed holder
// leaves, and whether concurrent read-modify-write cycles add up. A handful of cycles shows that the locks
// are wired up, not that no interleaving breaks them. Runs the built JavaScript, because neither workers nor
// children load TypeScript. Children that hold no lock are used again: starting one costs more than its work.
import { type ChildProcess, type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { flockAvailability } from './locks/flock-lock.js';
import { ofdAvailability } from './locks/ofd-lock.js';
import { posixLockAvailability } from './locks/posix-lock.js';

type Broker = typeof import('./locks/broker.js');

const dist = pathToFileURL(join(process.cwd(), 'dist/strategies/')).href;
const available: Record<string, boolean> = {
  fcntl: posixLockAvailability().available,
  flock: flockAvailability().available,
  'flock-keep': flockAvailability().available,
  lockfile: true,
  m03: flockAvailability().available,
  ofd: ofdAvailability().available,
};
const ids = Object.keys(available).filter((id) => available[id]);

/**
 * One program for threads and processes: does a job and reports its result; a child does one for each line of
 * stdin.
 */
const program = `
import { createInterface } from 'node:readline';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { strategies } from '${dist}strategy-registry.js';
import { useLocks } from '${dist}locks/broker.js';
import { flock } from '${dist}locks/flock-lock.js';
import { lockFile } from '${dist}locks/lock-file.js';
import { lockfile } from '${dist}locks/lockfile-lock.js';
import { m03Lock } from '${dist}locks/m03-lock.js';
import { ofdLock } from '${dist}locks/ofd-lock.js';
import { posixLock } from '${dist}locks/posix-lock.js';

const locks = {
  fcntl: lockFile(posixLock), flock: lockFile(flock), 'flock-keep': lockFile(flock, 'keep'),
  lockfile, m03: m03Lock, ofd: lockFile(ofdLock),
};
const report = (result) => isMainThread ? process.stdout.write(JSON.stringify(result) + '\\n') : parentPort.postMessage(result);

const jobs = {
  async hold({ id, path }) {
    try {
      await locks[id].acquire(path, 0);
      report({ held: true });
      setInterval(() => {}, 1e6);
    } catch (error) {
      report({ held: false, code: error.code, message: error.message });
    }
  },
  async probe({ id }) {
    report((await (await strategies[id]()).default.availability?.()) ?? { available: true });
  },
  async increment({ id, path, count }) {
    const store = await (await strategies[id]()).default.open(path, { lockTimeoutMs: 60_000 });
    const revs = [];
    while (revs.length < count) {
      const file = (await store.read()) ?? { version: 1, rev: 0, updated_at: '', tasks: [], sum: 0 };
      try {
        revs.push((await store.write({ ...file, sum: file.sum + 1 }, file.rev)).rev);
      } catch (error) {
        if (error.code !== 'CONFLICT') throw error;
      }
    }
    await store.close();
    report({ revs });
  },
  async load() {
    const { loadFsExt } = await import('${dist}locks/fs-ext.js');
    try { loadFsExt(); report({}); } catch (error) { report({ code: error.code }); }
  },
  async idle() {},
};
if (isMainThread) {
  for await (const line of createInterface({ input: process.stdin })) {
    const task = JSON.parse(line);
    await jobs[task.job](task);
  }
} else {
  if (workerData.port) useLocks(workerData.port);
  await jobs[workerData.job](workerData);
}
`;

interface LockJob {
  job: 'hold' | 'increment' | 'probe' | 'load' | 'idle';
  id: string;
  path: string;
  count?: number;
}
interface JobResult {
  held?: boolean;
  code?: string;
  message?: string;
  revs?: number[];
  available?: boolean;
  remedy?: string;
}

let home: string;
let broker: Broker;
let directory: string;
let path: string;
const workers: Worker[] = [];
const busy: ChildProcessByStdio<Writable, Readable, null>[] = [];
const idle: typeof busy = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-exclusion-'));
  writeFileSync(join(home, 'program.mjs'), program);
  broker = (await import(`${dist}locks/broker.js`)) as Broker;
});
afterAll(async () => {
  await Promise.all(idle.splice(0).map(kill));
  rmSync(home, { recursive: true });
});
beforeEach(() => {
  directory = mkdtempSync(join(home, 'case-'));
  path = join(directory, 'tasks.yaml');
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
  await Promise.all(busy.splice(0).map(kill));
});

function startThread(task: LockJob, brokered = true): Worker {
  const port = brokered ? broker.serveLocks() : undefined;
  const worker = new Worker(join(home, 'program.mjs'), {
    workerData: { ...task, port },
    transferList: port === undefined ? [] : [port],
    execArgv: [],
  });
  workers.push(worker);
  return worker;
}

async function thread(task: LockJob, brokered = true): Promise<JobResult> {
  const [result] = (await once(startThread(task, brokered), 'message')) as [JobResult];
  return result;
}

async function child(task: LockJob): Promise<JobResult & { process: ChildProcess }> {
  const process = idle.pop() ?? startChild();
  busy.push(process);
  process.stdin.write(`${JSON.stringify(task)}\n`);
  const [line] = (await once(process.stdout, 'data')) as [Buffer];
  const result = JSON.parse(line.toString()) as JobResult;
  if (result.held !== true) idle.push(...busy.splice(busy.indexOf(process), 1));
  return { ...result, process };
}

function startChild(): (typeof idle)[number] {
  return spawn(process.execPath, [join(home, 'program.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function kill(process: ChildProcess): Promise<void> {
  if (process.exitCode === null && process.signalCode === null) {
    process.kill('SIGKILL');
    await once(process, 'exit');
  }
}

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

describe.each(ids)('%s between processes', (id) => {
  it('keeps others out until its holder is killed', async () => {
    const holder = await child({ job: 'hold', id, path });
    expect(holder.held).toBe(true);
    expect(await child({ job: 'hold', id, path })).toMatchObject({ held: false, code: 'LOCKED' });
    await kill(holder.process);
    if (id === 'lockfile') {
      expect(await child({ job: 'hold', id, path })).toMatchObject({ held: false, code: 'LOCKED' });
      const longAgo = Date.now() / 1000 - 11;
      utimesSync(`${path}.lock`, longAgo, longAgo);
    }
    expect(await child({ job: 'increment', id, path, count: 1 })).toMatchObject({ revs: [1] });
    expect(readdirSync(directory).sort()).toEqual([
      'tasks.yaml',
      ...(id === 'flock-keep' ? ['tasks.yaml.lock'] : []),
    ]);
  });

  it.skipIf(id === 'm03')('adds up', async () => {
    const results = await Promise.all(upTo(3).map(() => child({ job: 'increment', id, path, count: 8 })));
    expect(results.flatMap(({ revs }) => revs ?? []).sort((a, b) => a - b)).toEqual(upTo(24));
  });
});

describe.each(ids)('%s between threads', (id) => {
  it(
    id === 'fcntl' ? 'does not keep others out: the lock is the process’s' : 'keeps others out',
    async () => {
      expect(await thread({ job: 'hold', id, path })).toMatchObject({ held: true });
      expect(await thread({ job: 'hold', id, path })).toMatchObject(
        id === 'fcntl' ? { held: true } : { held: false, code: 'LOCKED' },
      );
    },
  );

  it.skipIf(id === 'm03' || id === 'fcntl')('adds up', async () => {
    const results = await Promise.all(upTo(3).map(() => thread({ job: 'increment', id, path, count: 8 })));
    expect(results.flatMap(({ revs }) => revs ?? []).sort((a, b) => a - b)).toEqual(upTo(24));
  });

  it('is available with a broker', async () => {
    expect(await thread({ job: 'probe', id, path })).toEqual({ available: true });
  });
});

describe.runIf(available.flock)('a worker thread without a broker', () => {
  it.each(ids.filter((id) => ['flock', 'fcntl', 'm03'].includes(id)))(
    '%s says what is missing',
    async (id) => {
      expect(await thread({ job: 'probe', id, path }, false)).toMatchObject({
        available: false,
        remedy: expect.stringContaining('serveLocks()'),
      });
      expect(await thread({ job: 'hold', id, path }, false)).toMatchObject({
        held: false,
        code: 'IO',
        message: expect.stringContaining('serveLocks()'),
      });
    },
  );

  it('is refused fs-ext, which would abort the process', async () => {
    expect(await thread({ job: 'load', id: 'flock', path }, false)).toEqual({ code: 'IO' });
  });
});

describe('the broker', () => {
  it('keeps neither the worker nor the main thread alive', async () => {
    const worker = startThread({ job: 'idle', id: 'flock', path });
    expect(await once(worker, 'exit')).toEqual([0]);
    const main = `
      import { Worker } from 'node:worker_threads';
      import { serveLocks } from '${dist}locks/broker.js';
      const port = serveLocks();
      const workerData = { job: 'increment', id: 'lockfile', path: ${JSON.stringify(path)}, count: 1, port };
      new Worker(${JSON.stringify(join(home, 'program.mjs'))}, { workerData, transferList: [port], execArgv: [] });`;
    execFileSync(process.execPath, ['--input-type=module', '-e', main], { timeout: 50_000 });
  });

  it('is served in the main thread only', async () => {
    const source = `
      const { parentPort } = require('node:worker_threads');
      import('${dist}locks/broker.js').then(({ serveLocks }) => {
        try { serveLocks(); } catch (error) { parentPort.postMessage(error.message); }
      });`;
    const worker = new Worker(source, { eval: true, execArgv: [] });
    workers.push(worker);
    expect(await once(worker, 'message')).toEqual([expect.stringContaining('main thread')]);
  });

  it.runIf(available.flock)(
    'passes on the system’s errors, can be replaced, and is missed when it is gone',
    async () => {
      const source = `
      const { parentPort, workerData: { first, second } } = require('node:worker_threads');
      import('${dist}locks/broker.js').then(async ({ hasBroker, tryLockThroughBroker, useLocks }) => {
        const say = (error) => ({ code: error.code, cause: error.cause?.code });
        useLocks(first);
        const underWay = tryLockThroughBroker('flock', 987654).catch(say);
        useLocks(second);
        useLocks(second);
        const answers = [await underWay, await tryLockThroughBroker('posix', 987654).catch(say), hasBroker()];
        second.close();
        answers.push(await tryLockThroughBroker('flock', 0).catch(say), hasBroker());
        parentPort.postMessage(answers);
      });`;
      const [first, second] = [broker.serveLocks(), broker.serveLocks()];
      const worker = new Worker(source, {
        eval: true,
        workerData: { first, second },
        transferList: [first, second],
        execArgv: [],
      });
      workers.push(worker);
      const refused = { code: 'IO', cause: 'EBADF' };
      expect(await once(worker, 'message')).toEqual([
        [refused, refused, true, { code: 'IO', cause: undefined }, false],
      ]);
    },
  );
});

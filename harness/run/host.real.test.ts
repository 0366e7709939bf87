// Hosts that end, hang, take too long or are interrupted, each with a limit of its own: how a task ended is
// data, and the host is used again only after a task that ended well. The limits are short here; what a case
// is given is in run-case.ts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkDirectory, type WorkDirectory } from '../processes/work-directory.js';
import type * as hosting from './host.js';
import type { CaseTask } from './host-orders.js';

// The host's entry exists only in dist/.
const built = new URL('../../dist/harness/run/host.js', import.meta.url).href;
const { Host }: typeof hosting = await import(built);

const patient: hosting.HostLimits = {
  silentMsMax: 60_000,
  taskMsMax: 60_000,
  memoryBytesMax: 2 ** 33,
  stopMsMax: 0,
};
const neverAborted = new AbortController().signal;

let dir: string;
let work: WorkDirectory;
let host: InstanceType<typeof Host>;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'holdfast-host-'));
  work = await openWorkDirectory(join(dir, 'work'));
  host = new Host(work);
});
afterEach(async () => {
  host.end();
  await work.dispose();
  rmSync(dir, { recursive: true, force: true });
});

/** A case of the strategy in a module with this text. */
function taskOf(text: string): CaseTask {
  const file = join(dir, 'mine.mjs');
  writeFileSync(file, text);
  return {
    do: 'case',
    strategy: pathToFileURL(file).href,
    scenario: 'power-loss',
    scope: 'single',
    parts: null,
    profile: 'quick',
    seed: 1,
    recorder: 'node',
    directory: work.caseDirectory('case'),
  };
}
const WAITS = 'setInterval(() => {}, 1000); await new Promise(() => {});';

test('one that spins is silent', async () => {
  const limits = { ...patient, silentMsMax: 1500 };
  const ending = await host.perform(taskOf('for (;;);'), limits, neverAborted);
  expect(ending).toEqual({ type: 'silent', afterMs: 1500 });
  expect(host.usable).toBe(false);
});

test('one that is silent between calls of the strategy has longer', async () => {
  const betweenCalls = { silentMsMax: 2500, isIt: () => true };
  const limits = { ...patient, silentMsMax: 500, betweenCalls };
  expect(await host.perform(taskOf('for (;;);'), limits, neverAborted)).toEqual({
    type: 'silent',
    afterMs: 2500,
  });
  const inside = { ...limits, betweenCalls: { ...betweenCalls, isIt: () => false } };
  const other = new Host(work);
  expect(await other.perform(taskOf('for (;;);'), inside, neverAborted)).toEqual({
    type: 'silent',
    afterMs: 500,
  });
  other.end();
});

test('one that waits is not silent, but overdue', async () => {
  const limits = { ...patient, taskMsMax: 1500 };
  const ending = await host.perform(taskOf(WAITS), limits, neverAborted);
  expect(ending).toEqual({ type: 'overdue', afterMs: 1500 });
});

test.runIf(process.platform === 'linux')('one that keeps more memory than it may is ended', async () => {
  const limits = { ...patient, memoryBytesMax: 300 * 2 ** 20 };
  const ending = await host.perform(
    taskOf(`const kept = Buffer.alloc(2 ** 29, 1); ${WAITS}`),
    limits,
    neverAborted,
  );
  expect(ending).toMatchObject({ type: 'memory', bytesMax: limits.memoryBytesMax });
  expect(host.usable).toBe(false);
});

test('an interrupted one is given up: at once, or when it has not stopped in time', async () => {
  const atOnce = new AbortController();
  atOnce.abort();
  expect(await host.perform(taskOf(WAITS), patient, atOnce.signal)).toEqual({ type: 'aborted' });
  const limits = { ...patient, stopMsMax: 300 };
  const other = new Host(work);
  try {
    const soon = AbortSignal.timeout(200);
    expect(await other.perform(taskOf(WAITS), limits, soon)).toEqual({ type: 'aborted' });
  } finally {
    other.end();
  }
});

test('one that ends by itself says how, and no later task waits for it', async () => {
  const ended = { type: 'ended', how: { type: 'exited', code: 7, stderr: '' } };
  expect(await host.perform(taskOf('process.exit(7);'), patient, neverAborted)).toEqual(ended);
  expect(host.usable).toBe(false);
  expect(await host.perform(taskOf('process.exit(7);'), patient, neverAborted)).toEqual(ended);
});

test('after a fault of the harness it is not used again', async () => {
  const task = { ...taskOf('export default {};'), scenario: 'no-such-scenario' };
  const faulted = { type: 'faulted', reason: 'there is no scenario no-such-scenario', code: null };
  expect(await host.perform(task, patient, neverAborted)).toEqual(faulted);
  expect(host.usable).toBe(false);
});

test('after a task that is done it is used again', async () => {
  // A module that is no strategy: the case is done, with that as its fact.
  for (let task = 1; task <= 2; task++) {
    const ending = await host.perform(taskOf('export default 1;'), patient, neverAborted);
    expect(ending).toEqual({ type: 'done' });
    expect(host.usable).toBe(true);
  }
});

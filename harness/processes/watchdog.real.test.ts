// The watchdog with real processes: a child that spins in JavaScript dies when its parent was SIGKILLed, one
// that is not watched does not, and a watched child's own end is neither delayed nor turned into a kill.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { killTree } from './kill-tree.js';
import { isAlive } from './process-liveness.js';
import { holdWatchdog, watchdogStdio, watchdogVariable } from './watchdog.js';

const built = JSON.stringify(new URL('../../dist/harness/processes/watchdog.js', import.meta.url).href);
const spinning = 'console.log(process.pid); for (;;);';
const armed = `(await import(${built})).armWatchdog();`;

let dir = '';
const pids: number[] = [];

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'holdfast-watchdog-'));
  writeFileSync(join(dir, 'preload.cjs'), 'console.log(require("node:worker_threads").isMainThread);');
});
afterEach(() => {
  for (const pid of pids.splice(0)) killTree(pid);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A parent that starts the given programs, says their pids, and waits to be killed. */
async function startFamily(
  children: { script: string; watched: boolean }[],
): Promise<[ChildProcess, number[]]> {
  const script = `
    import { spawn } from 'node:child_process';
    const { watchdogStdio, holdWatchdog } = await import(${built});
    const pids = [];
    for (const { script, watched } of ${JSON.stringify(children)}) {
      const { stdio, fd, env } = watched
        ? watchdogStdio(['ignore', 'pipe', 'inherit'])
        : { stdio: ['ignore', 'pipe', 'inherit'], fd: 3, env: {} };
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio, env: { ...process.env, ...env },
      });
      holdWatchdog(child, fd);
      await new Promise((resolve) => child.stdout.once('data', resolve));
      pids.push(child.pid);
    }
    console.log(JSON.stringify(pids));
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = await once(parent.stdout, 'data');
  const members: number[] = JSON.parse(String(chunk));
  if (parent.pid !== undefined) pids.push(parent.pid);
  pids.push(...members);
  return [parent, members];
}

async function kill(parent: ChildProcess): Promise<void> {
  parent.kill('SIGKILL');
  await once(parent, 'exit');
}

/** Bounded by the test's own time limit. */
async function untilGone(pid: number | undefined): Promise<void> {
  while (pid !== undefined && isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('when the parent was killed', () => {
  test('a spinning child dies, although a sibling that nobody watches lives on', async () => {
    const [parent, [watched, unwatched]] = await startFamily([
      { script: armed + spinning, watched: true },
      // Started later: it would keep the pipe open if it had inherited the parent's end.
      { script: spinning, watched: false },
    ]);
    expect([watched, unwatched].map((pid) => isAlive(pid ?? 0))).toEqual([true, true]);
    await kill(parent);
    await untilGone(watched);
    // The proof that the watchdog did it: without one, the same program outlives its parent.
    expect(isAlive(unwatched ?? 0)).toBe(true);
  });

  test('several spinning children die', async () => {
    const child = { script: armed + spinning, watched: true };
    const [parent, members] = await startFamily([child, child, child]);
    await kill(parent);
    for (const pid of members) await untilGone(pid);
  });

  test('a child without a pipe notices by polling', async () => {
    const [parent, [polling]] = await startFamily([{ script: armed + spinning, watched: false }]);
    await kill(parent);
    await untilGone(polling);
  });

  test('a descriptor that is no pipe falls back to polling', async () => {
    const script = `(await import(${built})).armWatchdog(987); ${spinning}`;
    const [parent, [polling]] = await startFamily([{ script, watched: false }]);
    await kill(parent);
    await untilGone(polling);
  });
});

describe('while the parent lives', () => {
  async function run(script: string, args: string[] = []): Promise<{ code: number | null; text: string }> {
    const { stdio, fd, env } = watchdogStdio(['ignore', 'pipe', 'inherit'] as const);
    const child = spawn(process.execPath, [...args, '--input-type=module', '-e', armed + script], {
      stdio,
      env: { ...process.env, ...env },
    });
    holdWatchdog(child, fd);
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += String(chunk);
    });
    const [code] = await once(child, 'close');
    return { code, text };
  }

  test.each([
    ['at once', ''],
    ['after its work', 'await new Promise((resolve) => setTimeout(resolve, 150));'],
    ['by process.exit, the thread being ready', 'setTimeout(() => process.exit(0), 150);'],
    ['by process.exit, the thread being young', 'process.exit(0);'],
  ])('a child ends by itself %s', async (_, script) => {
    expect(await run(script)).toEqual({ code: 0, text: '' });
  });

  test('preloads of the process stay out of the thread, and its variable out of grandchildren', async () => {
    const script = `await new Promise((resolve) => setTimeout(resolve, 150)); console.log(process.env.${watchdogVariable});`;
    const { code, text } = await run(script, ['--require', join(dir, 'preload.cjs')]);
    expect({ code, text }).toEqual({ code: 0, text: 'true\nundefined\n' });
  });
});

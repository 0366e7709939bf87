// The turn timeout on real processes: it ends one that spins in its turn and none that doesn't, and keeps no
// process alive.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { TURN_MS_MAX, TurnTimeout } from './turn-timeout.js';

function start(source: string): { child: ChildProcess; pid: number } {
  const child = spawn(process.execPath, ['-e', source], { stdio: 'ignore' });
  if (child.pid === undefined) throw new Error('no process');
  return { child, pid: child.pid };
}

/** Far longer than a busy machine keeps this thread waiting in the middle of a turn. */
const SHORT_MS_MAX = 1000;
const LONGER_MS = 1.25 * SHORT_MS_MAX;

it('waits ten seconds for a turn', () => {
  expect(TURN_MS_MAX).toBe(10_000);
});

it('ends the process whose turn does not end', async () => {
  const timeout = new TurnTimeout(SHORT_MS_MAX);
  const [spinning, other] = [start('for (;;);'), start('setInterval(() => {}, 1000)')];
  for (let turn = 0; turn < 3; turn += 1) {
    timeout.begin(other.pid);
    timeout.end();
  }
  timeout.begin(spinning.pid);
  const [, signal] = (await once(spinning.child, 'exit')) as [number | null, string | null];
  timeout.end();
  expect(signal).toBe('SIGKILL');
  expect(timeout.ended(spinning.pid)).toBe(true);
  expect(timeout.ended(other.pid)).toBe(false);
  expect(other.child.exitCode ?? other.child.signalCode).toBeNull();
  other.child.kill('SIGKILL');
  timeout.stop();
});

it('leaves alone a process whose turns end, however many there are', async () => {
  const timeout = new TurnTimeout(SHORT_MS_MAX);
  const { child, pid } = start('setInterval(() => {}, 1000)');
  const until = performance.now() + LONGER_MS;
  while (performance.now() < until) {
    timeout.begin(pid);
    timeout.end();
  }
  // The time between two turns does not count.
  await sleep(LONGER_MS);
  // Nor does the time before a turn, even if the thread looks several times during it.
  timeout.begin(pid);
  await sleep(SHORT_MS_MAX / 8);
  timeout.end();
  await sleep(SHORT_MS_MAX / 8);
  expect(timeout.ended(pid)).toBe(false);
  expect(child.exitCode ?? child.signalCode).toBeNull();
  child.kill('SIGKILL');
  timeout.stop();
});

it('keeps no process alive', () => {
  const module = new URL('../../../dist/harness/interleavings/runtime/turn-timeout.js', import.meta.url).href;
  const source = `import { TurnTimeout } from '${module}'; new TurnTimeout(60_000).begin(process.pid);`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { timeout: 20_000 });
  expect(status).toBe(0);
});

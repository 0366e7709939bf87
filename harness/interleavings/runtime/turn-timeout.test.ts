// The guard on real processes: one that spins in its turn is ended, one that doesn't isn't, and the guard itself
// keeps nobody alive.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { TurnTimeout } from './turn-timeout.js';

function start(source: string): { child: ChildProcess; pid: number } {
  const child = spawn(process.execPath, ['-e', source], { stdio: 'ignore' });
  if (child.pid === undefined) throw new Error('no process');
  return { child, pid: child.pid };
}

/** Far longer than a busy machine keeps this thread waiting in the midst of a turn. */
const TURN_MS_MAX = 3000;
const LONGER_MS = 1.25 * TURN_MS_MAX;

it('ends the process whose turn does not end', async () => {
  const guard = new TurnTimeout(TURN_MS_MAX);
  const [spinning, other] = [start('for (;;);'), start('setInterval(() => {}, 1000)')];
  for (let turn = 0; turn < 3; turn += 1) {
    guard.begin(other.pid);
    guard.end();
  }
  guard.begin(spinning.pid);
  const [, signal] = (await once(spinning.child, 'exit')) as [number | null, string | null];
  guard.end();
  expect(signal).toBe('SIGKILL');
  expect(guard.ended(spinning.pid)).toBe(true);
  expect(guard.ended(other.pid)).toBe(false);
  expect(other.child.exitCode ?? other.child.signalCode).toBeNull();
  other.child.kill('SIGKILL');
  guard.stop();
});

it('leaves alone whose turns end, however many there are', async () => {
  const guard = new TurnTimeout(TURN_MS_MAX);
  const { child, pid } = start('setInterval(() => {}, 1000)');
  const until = performance.now() + LONGER_MS;
  while (performance.now() < until) {
    guard.begin(pid);
    guard.end();
  }
  // Between turns nobody's time runs.
  await sleep(LONGER_MS);
  // Nor does what went before count for a turn at which the guard looks more than once.
  guard.begin(pid);
  await sleep(TURN_MS_MAX / 8);
  guard.end();
  await sleep(TURN_MS_MAX / 8);
  expect(guard.ended(pid)).toBe(false);
  expect(child.exitCode ?? child.signalCode).toBeNull();
  child.kill('SIGKILL');
  guard.stop();
});

it('keeps no process alive', () => {
  const module = new URL('../../../dist/harness/interleavings/runtime/turn-timeout.js', import.meta.url).href;
  const source = `import { TurnTimeout } from '${module}'; new TurnTimeout(60_000).begin(process.pid);`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { timeout: 20_000 });
  expect(status).toBe(0);
});

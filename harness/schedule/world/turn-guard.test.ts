// The guard on real processes: one that spins in its turn is ended, one that doesn't isn't, and the guard itself
// keeps nobody alive.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { TurnGuard } from './turn-guard.js';

function start(source: string): { child: ChildProcess; pid: number } {
  const child = spawn(process.execPath, ['-e', source], { stdio: 'ignore' });
  if (child.pid === undefined) throw new Error('no process');
  return { child, pid: child.pid };
}

it('ends the process whose turn does not end', async () => {
  const guard = new TurnGuard(200);
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
  // Far longer than a busy machine keeps this thread waiting in the midst of a turn.
  const turnMsMax = 1500;
  const guard = new TurnGuard(turnMsMax);
  const { child, pid } = start('setInterval(() => {}, 1000)');
  const until = performance.now() + 2 * turnMsMax;
  while (performance.now() < until) {
    guard.begin(pid);
    guard.end();
  }
  // Between turns nobody's time runs.
  await new Promise((resolve) => setTimeout(resolve, 2 * turnMsMax));
  expect(guard.ended(pid)).toBe(false);
  expect(child.exitCode ?? child.signalCode).toBeNull();
  child.kill('SIGKILL');
  guard.stop();
});

it('keeps no process alive', () => {
  const module = new URL('../../../dist/harness/schedule/world/turn-guard.js', import.meta.url).href;
  const source = `import { TurnGuard } from '${module}'; new TurnGuard(60_000).begin(process.pid);`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { timeout: 20_000 });
  expect(status).toBe(0);
});

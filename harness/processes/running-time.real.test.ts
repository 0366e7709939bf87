// Deadlines of a process that is stopped for longer than they last: they expire only for time in which it ran.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startDeadline } from './running-time.js';

it('expires once, and not when it was cancelled', async () => {
  let expired = 0;
  startDeadline(20, () => {
    expired += 1;
  });
  startDeadline(20, () => expect.unreachable())();
  await sleep(300);
  expect(expired).toBe(1);
});

const source = `
  const { startDeadline } = await import(process.argv[1]);
  startDeadline(1000, () => console.log('expired'));
  // The deadline in wall time, for comparison: it expires as soon as the process goes on.
  setTimeout(() => console.log('wall'), 1000);
  console.log('started');
`;

it.skipIf(process.platform === 'win32')(
  'does not count the time in which the process was stopped',
  async () => {
    const module = new URL('../../dist/harness/processes/running-time.js', import.meta.url).href;
    const child = spawn(process.execPath, ['--input-type=module', '-e', source, module], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (line !== 'started') return;
      child.kill('SIGSTOP');
      setTimeout(() => child.kill('SIGCONT'), 2500);
    });
    await once(child, 'close');
    expect(lines).toEqual(['started', 'wall', 'expired']);
  },
);

// No orphans: when the scheduler is SIGKILLed, its clients end by themselves, whether they wait for their
// turn or spin in it. Runs the built runtime in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { waitUntilGone } from '../../processes/process-registry.js';
import { inDirectory, writeStrategy } from './testing/on-runtime.js';

const built = new URL('../../../dist/harness/interleavings/runtime/runtime.js', import.meta.url).href;

/** Prints every pid, then that it is at work, and runs schedules until it is killed. */
const source = (scope: string, reference: string, directory: string): string => `
  import { openRuntime } from ${JSON.stringify(built)};
  const registerProcess = (pid) => { console.log(pid); return () => {}; };
  const runtime = await openRuntime({ scope: '${scope}', reference: '${reference}', directory: ${JSON.stringify(directory)}, registerProcess, clients: 2 });
  const setup = { writers: 2, writes: 2, triesMax: 6, readers: 0, reads: 0, documentBytes: 300, seed: 7, leftovers: null, dead: [], realDeaths: false };
  const program = runtime.program(setup);
  const choose = ({ pending }) => ({ do: 'run', client: pending[0].client });
  console.log('at work');
  for (;;) await program.execute(choose, { contended: 'all' });
`;

it.each([
  ['processes', 'wait', ''],
  ['threads', 'wait', ''],
  ['processes', 'spin', 'if (rev > 2) for (;;);'],
  ['threads', 'spin', 'if (rev > 2) for (;;);'],
])('%s that %s', async (scope, _, body) => {
  await inDirectory(async (scratch) => {
    const reference = writeStrategy(scratch, `if (!file.includes('warm-up')) { ${body} }`);
    await inDirectory(async (directory) => {
      const scheduler = spawn(
        process.execPath,
        ['--input-type=module', '-e', source(scope, reference, directory)],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const exit = once(scheduler, 'exit');
      const pids: number[] = [];
      for await (const line of createInterface(scheduler.stdout)) {
        if (line === 'at work') break;
        pids.push(Number(line));
      }
      expect(pids).toHaveLength(scope === 'threads' ? 1 : 3);
      // In the middle of a schedule, or of a turn that never ends.
      await new Promise((resolve) => setTimeout(resolve, 300));
      scheduler.kill('SIGKILL');
      expect(await exit).toEqual([null, 'SIGKILL']);
      expect(await waitUntilGone(pids, 20_000)).toEqual([]);
    });
  });
});

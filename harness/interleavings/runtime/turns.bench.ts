// What a turn costs between two processes, and a whole schedule of two clients with two writes each: `npx
// vitest bench harness/interleavings/runtime`. Figures of this machine only.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, bench, describe } from 'vitest';
import type { Command } from '../client-protocol.js';
import type { Program } from '../program.js';
import { makePipes } from './channel/named-pipes.js';
import { SchedulerChannel } from './channel/scheduler-channel.js';
import { byChance, onRuntime, setupWith } from './testing/on-runtime.js';

const CONTENDED = new Set(['name:tasks.yaml', 'name:tasks.yaml.lock', 'lock:tasks.yaml.lock']);
/** A client that does nothing but report, as much as a real one in an average turn. */
const echo = `
  import { openClientChannel } from ${JSON.stringify(new URL('../../../dist/harness/interleavings/runtime/channel/client-channel.js', import.meta.url).href)};
  const line = openClientChannel(JSON.parse(process.argv[1]));
  const access = { resource: { type: 'name', path: 'tasks.yaml.lock' }, mode: 'write', key: 'name:tasks.yaml.lock' };
  const entry = { e: 'operation', label: 'open tasks.yaml.lock {met:0}', accesses: [access, access], gated: true };
  line.exchange({ entries: [], position: { at: 'ready' }, nowMs: 0 });
  for (;;) line.exchange({ entries: [entry, entry], position: { at: 'gate', label: 'close' }, nowMs: 1 });
`;

const directory = mkdtempSync('/dev/shm/holdfast-turns-');
const pipes = { down: join(directory, 'down'), up: join(directory, 'up') };
await makePipes([pipes]);
const line = new SchedulerChannel(pipes);
const child = spawn(process.execPath, ['--input-type=module', '-e', echo, JSON.stringify(pipes)], {
  stdio: 'inherit',
});
await line.hello();
afterAll(() => {
  child.kill('SIGKILL');
  line.close();
  rmSync(directory, { recursive: true });
});

describe('a turn', () => {
  const go: Command = { do: 'go', times: { wallMs: 1, nowMs: 1 }, past: 0 };
  bench('there and back', () => {
    line.exchange(go);
  });
});

describe('a schedule', () => {
  for (const scope of ['processes', 'threads'] as const) {
    for (const reference of ['flock', 'no-lock', 'm03', 'lockfile']) {
      let program: Program | null = null;
      let end = (): void => {};
      let closed = Promise.resolve();
      let seed = 0;
      bench(
        `${reference}, ${scope}`,
        async () => {
          await program?.execute(byChance(seed++), { contended: CONTENDED });
        },
        {
          warmupTime: 3000,
          setup: () =>
            new Promise((ready) => {
              const ended = new Promise<void>((resolve) => {
                end = resolve;
              });
              closed = onRuntime({ scope, reference }, async ({ runtime }) => {
                program = runtime.program(setupWith());
                ready();
                await ended;
              });
            }),
          teardown: async () => {
            end();
            await closed;
          },
        },
      );
    }
  }
});

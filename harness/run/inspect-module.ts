// Asks a child process what a user's module exports, and gives up on one that doesn't come to an end.
// It says what the module claims to be; whether it works is for the scenarios to find out.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { killStrays, strayMark } from '../processes/strays.js';
import { holdWatchdog, watchdogStdio } from '../processes/watchdog.js';
import type { ModuleShape } from './module-shape.js';

const entry = fileURLToPath(new URL('./inspect-entry.js', import.meta.url));
const answerMsMax = 10_000;

const answerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('strategy'), id: z.string() }),
  z.object({ type: z.literal('other'), lack: z.string() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);

/** Never rejects. `msMax`: how long the module may take to load. */
export function inspectModule(url: string, msMax = answerMsMax): Promise<ModuleShape> {
  return new Promise((resolve) => {
    // Whatever the module prints while loading must not end up in our own output.
    const mark = `load-${process.pid}-${randomUUID()}`;
    const watchdog = watchdogStdio(['ignore', 'ignore', 'ignore', 'ipc'] as const);
    const child = fork(entry, [url], {
      stdio: watchdog.stdio,
      env: { ...process.env, ...watchdog.env, ...strayMark(mark) },
      execArgv: [],
    });
    holdWatchdog(child, watchdog.fd);
    let answer: ModuleShape | null = null;
    const timer = setTimeout(() => {
      answer = { type: 'failed', message: `it had not finished loading after ${msMax / 1000} s` };
      child.kill('SIGKILL');
    }, msMax);
    child.once('message', (message) => {
      answer = answerSchema.safeParse(message).data ?? null;
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ type: 'failed', message: error.message });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      // Whatever the module started while it was loaded.
      killStrays(mark);
      const end = signal ?? `exit code ${code}`;
      resolve(answer ?? { type: 'failed', message: `it ended the process while loading (${end})` });
    });
  });
}

// Runs a scheduler of real clients in a host process, because it blocks while it waits for one of them and the
// command line has to hear Ctrl-C meanwhile. However it ends, no process and no file of it is left.
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killTree } from '../processes/kill-tree.js';
import { startReaper } from '../processes/reaper.js';
import { pidsDirectory } from '../processes/run-directory.js';
import { killStrays, strayMark } from '../processes/strays.js';
import { holdWatchdog, watchdogStdio } from '../processes/watchdog.js';
import { openWorkDirectory, type WorkDirectory } from '../processes/work-directory.js';
import { requireSpace } from './environment.js';
import type { Exploration, ExploreObserver } from './explore-contract.js';
import {
  type ExploreOrder,
  type ExploreTask,
  type ExploreWord,
  exploreWordSchema,
} from './explore-orders.js';
import { EnvironmentError } from './run-contract.js';

const ENTRY = fileURLToPath(new URL('./explore-host-entry.js', import.meta.url));

/** A scheduler waits up to ten seconds for one client, and for a fresh one after that. */
const SILENT_MS_MAX = 60_000;
/** How long an interrupted search has to say what it covered. */
const STOP_MS_MAX = 20_000;
const STDERR_CHARACTERS_MAX = 2000;

/** Everything but the places, which the host is given. */
export type PlacelessTask = Omit<ExploreTask, 'directory' | 'pidsDirectory'>;

/** Rejects with EnvironmentError or PlatformError when the machine or the harness itself fails. */
export async function exploreInHost(
  task: PlacelessTask,
  dir: string,
  observe: ExploreObserver,
  signal: AbortSignal,
): Promise<Exploration> {
  const work = await openWorkDirectory(dir);
  const disposeSync = (): void => work.disposeSync();
  process.once('exit', disposeSync);
  const dismissReaper = startReaper(dir, work.path);
  try {
    await requireSpace(dir);
    return await hosted(task, work, observe, signal);
  } finally {
    await work.dispose();
    process.off('exit', disposeSync);
    dismissReaper();
  }
}

async function hosted(
  task: PlacelessTask,
  work: WorkDirectory,
  observe: ExploreObserver,
  signal: AbortSignal,
): Promise<Exploration> {
  // Begins with the run's directory, so that the reaper finds what the host has left.
  const mark = join(work.path, randomUUID());
  const watchdog = watchdogStdio(['ignore', 'ignore', 'pipe', 'ipc'] as const);
  const child = fork(ENTRY, [], {
    stdio: watchdog.stdio,
    env: { ...process.env, ...watchdog.env, ...strayMark(mark) },
    execArgv: [],
  });
  holdWatchdog(child, watchdog.fd);
  const unregister = child.pid === undefined ? () => {} : work.registerProcess(child.pid);
  const places = {
    directory: work.caseDirectory('explore'),
    pidsDirectory: join(work.path, pidsDirectory),
  };
  try {
    return await attended(child, { ...task, ...places }, observe, signal);
  } finally {
    if (child.pid !== undefined) killTree(child.pid);
    killStrays(mark);
    unregister();
  }
}

/** Listens to a host until it has said what it found, or can't any more. */
function attended(
  child: ChildProcess,
  order: ExploreOrder,
  observe: ExploreObserver,
  signal: AbortSignal,
): Promise<Exploration> {
  const lastWords = lastLineOf(child);
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      end();
    };
    const fail = (code: string, message: string): void =>
      settle(() => reject(new EnvironmentError(code, message)));
    const wait = (ms: number, end: () => void): void => {
      clearTimeout(timer);
      timer = setTimeout(end, ms);
    };
    const silent = (): void =>
      fail('scheduler-silent', `The scheduler has not answered for ${SILENT_MS_MAX / 1000} s.`);
    const stop = (): void => {
      wait(STOP_MS_MAX, () => settle(() => resolve({ fact: null })));
      if (child.connected) child.send({ do: 'stop' } satisfies ExploreOrder, () => {});
    };
    child.on('message', (message) => {
      if (!signal.aborted) wait(SILENT_MS_MAX, silent);
      const word = wordIn(message);
      if (word.say === 'progress') observe(word.progress);
      else if (word.say === 'faulted') fail('scheduler-fault', `The scheduler failed: ${word.reason}.`);
      else if (word.say === 'done') settle(() => resolve({ fact: word.fact }));
    });
    child.once('error', ({ message }) =>
      fail('scheduler-fault', `The scheduler can't be started: ${message}.`),
    );
    child.once('exit', (code, killedBy) => {
      const how = killedBy ?? `exit code ${code}`;
      fail('scheduler-ended', `The scheduler ended by itself (${how}). ${lastWords()}`.trim());
    });
    signal.addEventListener('abort', stop);
    wait(SILENT_MS_MAX, silent);
    if (signal.aborted) stop();
    if (child.connected) child.send(order, () => {});
  });
}

function wordIn(message: unknown): ExploreWord {
  const word = exploreWordSchema.safeParse(message);
  return word.success
    ? word.data
    : { say: 'faulted', reason: `it spoke unclearly: ${word.error.message}`, code: null };
}

function lastLineOf({ stderr }: ChildProcess): () => string {
  let text = '';
  stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-STDERR_CHARACTERS_MAX);
  });
  return () => text.trim().split('\n').at(-1) ?? '';
}

// Searches through one strategy's interleavings for the command line: in a host process and a directory of its
// own, without the canaries that a run would add. What it returns is as good as that search; it proves nothing
// about the engine itself. However it ends, no process and no file of it is left.
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeStrategies } from './describe-strategies.js';
import { requireSpace } from './environment.js';
import type { Exploration, ExploreObserver, ExploreRequest } from './explore-contract.js';
import { type ExploreOrder, exploreWordSchema } from './explore-task.js';
import { killTree } from './platform/kill-tree.js';
import { startReaper } from './platform/reaper.js';
import { pidsDirectory } from './platform/run-directory.js';
import { killStrays, strayMark } from './platform/strays.js';
import { holdWatchdog, watchdogStdio } from './platform/watchdog.js';
import { openWorkDirectory, type WorkDirectory } from './platform/work-directory.js';
import { EnvironmentError } from './run-contract.js';

const ENTRY = fileURLToPath(new URL('./explore-entry.js', import.meta.url));

/** A scheduler waits up to ten seconds for one client, and for a fresh one after that. */
const SILENT_MS_MAX = 60_000;
/** How long an interrupted search has to say what it covered. */
const STOP_MS_MAX = 20_000;
const STDERR_CHARACTERS_MAX = 2000;

/** Rejects with EnvironmentError when nothing can be explored here, or when the harness itself fails. */
export async function exploreStrategy(
  request: ExploreRequest,
  observe: ExploreObserver,
  signal: AbortSignal,
): Promise<Exploration> {
  const info = (await describeStrategies([request.reference])).get(request.reference);
  if (info?.availability.available === false) {
    const { reason, remedy } = info.availability;
    throw new EnvironmentError('strategy-unavailable', `${info.id} can't be run here: ${reason}. ${remedy}`);
  }
  const work = await openWorkDirectory(request.dir);
  const disposeSync = (): void => work.disposeSync();
  process.once('exit', disposeSync);
  const dismissReaper = startReaper(request.dir, work.path);
  try {
    await requireSpace(request.dir);
    return await hosted(request, work, observe, signal);
  } finally {
    await work.dispose();
    process.off('exit', disposeSync);
    dismissReaper();
  }
}

async function hosted(
  { reference, plans, scope, seed }: ExploreRequest,
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
  const order: ExploreOrder = {
    do: 'explore',
    strategy: reference,
    plans,
    scope,
    seed,
    directory: work.caseDirectory('explore'),
    pidsDirectory: join(work.path, pidsDirectory),
  };
  try {
    return await attended(child, order, observe, signal);
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
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-STDERR_CHARACTERS_MAX);
  });
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      end();
    };
    const fail = (code: string, message: string): void =>
      settle(() => reject(new EnvironmentError(code, message)));
    const heard = (): void => {
      if (signal.aborted) return;
      clearTimeout(timer);
      timer = setTimeout(
        () => fail('explorer-silent', `The search has not answered for ${SILENT_MS_MAX / 1000} s.`),
        SILENT_MS_MAX,
      );
    };
    const stop = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => settle(() => resolve({ fact: null })), STOP_MS_MAX);
      if (child.connected) child.send({ do: 'stop' } satisfies ExploreOrder, () => {});
    };
    child.on('message', (message) => {
      heard();
      const word = exploreWordSchema.safeParse(message);
      if (!word.success) fail('explorer-unclear', `The search answered unclearly: ${word.error.message}`);
      else if (word.data.say === 'progress') observe(word.data.progress);
      else if (word.data.say === 'done') {
        const { fact } = word.data;
        settle(() => resolve({ fact }));
      } else if (word.data.say === 'faulted') {
        fail('explorer-fault', `The search failed: ${word.data.reason}.`);
      }
    });
    child.once('error', (error) => fail('explorer-fault', `The search can't be started: ${error.message}.`));
    child.once('exit', (code, killedBy) => {
      const last = stderr.trim().split('\n').at(-1) ?? '';
      fail(
        'explorer-ended',
        `The search ended by itself (${killedBy ?? `exit code ${code}`}). ${last}`.trim(),
      );
    });
    signal.addEventListener('abort', stop);
    heard();
    if (signal.aborted) stop();
    if (child.connected) child.send(order, () => {});
  });
}

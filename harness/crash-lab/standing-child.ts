// Children that recover need not die afterwards, as those must that held a lock: one of them works through task
// after task, because starting it costs more than most tasks do. Whoever died or hung is never used again; none
// outlives this process.
import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { type ChildOutcome, type CrashBench, entryFile, LastWords, outcomeOf, putTask } from './child.js';
import { FINISHED } from './child-side.js';

interface Standing {
  child: ChildProcess;
  words: LastWords;
}

const idle = new Map<string, Standing[]>();

/** Like `runChild`, for entries that `serveTasks`. */
export async function runStandingChild<Line>(
  bench: CrashBench,
  entry: string,
  task: object,
  patienceMs: number,
): Promise<ChildOutcome<Line>> {
  const key = keyOf(bench, entry);
  const standing = idle.get(key)?.pop() ?? start(bench, entry);
  const files = putTask(bench, task);
  keepsUsAlive(standing.child, true);
  const ended = await served(standing, files, patienceMs);
  keepsUsAlive(standing.child, false);
  if (ended === null) idle.set(key, [...(idle.get(key) ?? []), standing]);
  return outcomeOf(files, ended);
}

/** A user's strategy never shares a child: what it left behind there would be held against another. */
function keyOf({ reference }: CrashBench, entry: string): string {
  return reference.startsWith('file:') ? `${entry} ${reference}` : entry;
}

function start(bench: CrashBench, entry: string): Standing {
  const child = fork(entryFile(entry), [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  const unregister = child.pid === undefined ? () => {} : bench.registerProcess(child.pid);
  const standing = { child, words: new LastWords(child) };
  child.once('exit', () => {
    unregister();
    // Something that an earlier task had left behind may end it while it waits.
    const key = keyOf(bench, entry);
    idle.set(
      key,
      (idle.get(key) ?? []).filter((one) => one !== standing),
    );
  });
  return standing;
}

function served({ child, words }: Standing, files: string[], patienceMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    let overdue = false;
    const timer = setTimeout(() => {
      overdue = true;
      child.kill('SIGKILL');
    }, patienceMs);
    const settle = (ended: string | null): void => {
      clearTimeout(timer);
      child.removeAllListeners('message');
      child.off('close', died);
      child.off('error', failed);
      resolve(ended);
    };
    const failed = (error: Error): void => settle(error.message);
    const died = (code: number | null, signal: NodeJS.Signals | null): void => {
      const how = overdue ? `no answer within ${patienceMs} ms` : (signal ?? `exit code ${code}`);
      settle(words.after(how));
    };
    child.once('close', died);
    child.once('error', failed);
    child.on('message', (message) => {
      if (message === FINISHED) settle(null);
    });
    if (child.connected) child.send(files, () => {});
    else settle(words.after('it had ended before it was asked'));
  });
}

/** Between tasks it is no reason for this process to stay. */
function keepsUsAlive(child: ChildProcess, alive: boolean): void {
  const stderr = child.stderr as Socket | null;
  if (alive) {
    child.ref();
    child.channel?.ref();
    stderr?.ref();
  } else {
    child.unref();
    child.channel?.unref();
    stderr?.unref();
  }
}

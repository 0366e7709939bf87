// Children that recover need not die afterwards, as those must that held a lock: one of them works through task
// after task, because starting it costs more than most tasks do. Whoever died or hung is never used again; none
// outlives this process.

import { withReason } from '../../processes/stderr-tail.js';
import type { ChildEntry } from './child-protocol.js';
import { FINISHED } from './child-side.js';
import { type ChildContext, type ChildOutcome, outcomeOf, putTask } from './children.js';
import { call, keepsUsAlive, type PrestartedChild, takePrestartedChild } from './prestarted-children.js';

interface Standing extends PrestartedChild {
  /** Tells it of a task. */
  ask(files: string[]): void;
}

const idle = new Map<string, Standing[]>();

/** Like `runChild`, for entries that `serveTasks`. */
export async function runPooledChild<Line>(
  context: ChildContext,
  entry: ChildEntry,
  task: object,
  patienceMs: number,
): Promise<ChildOutcome<Line>> {
  const key = keyOf(context, entry);
  const standing = idle.get(key)?.pop() ?? start(context, entry);
  const files = putTask(context, task);
  keepsUsAlive(standing.child, true);
  const ended = await served(standing, files, patienceMs);
  keepsUsAlive(standing.child, false);
  if (ended === null) idle.set(key, [...(idle.get(key) ?? []), standing]);
  return outcomeOf(files, ended);
}

/** A user's strategy never shares a child: what it left behind there would be held against another. */
function keyOf({ reference }: ChildContext, entry: ChildEntry): string {
  return reference.startsWith('file:') ? `${entry} ${reference}` : entry;
}

function start(context: ChildContext, entry: ChildEntry): Standing {
  const { child, words } = takePrestartedChild(context);
  let called = false;
  const ask = (files: string[]): void => {
    if (!called) call(child, { entry, files });
    else child.send(files, () => {});
    called = true;
  };
  const standing = { child, words, ask };
  child.once('exit', () => {
    // Something that an earlier task had left behind may end it while it waits.
    const key = keyOf(context, entry);
    idle.set(
      key,
      (idle.get(key) ?? []).filter((one) => one !== standing),
    );
  });
  return standing;
}

function served(
  { child, words, ask }: Standing,
  files: string[],
  patienceMs: number,
): Promise<string | null> {
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
      settle(withReason(how, words.text));
    };
    child.once('close', died);
    child.once('error', failed);
    child.on('message', (message) => {
      if (message === FINISHED) settle(null);
    });
    if (child.connected) ask(files);
    else settle(withReason('it had ended before it was asked', words.text));
  });
}

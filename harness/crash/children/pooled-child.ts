// Reuses one child for many recoveries, because starting it costs more than most of them. A child that died
// or hung is never used again, and neither is one that a user's strategy ran in for another strategy.
// Children that held a lock are not pooled: they must die for the lock to be free.
import { type Child, describeEnding } from '../../processes/fork.js';
import type { ChildEntry } from './child-protocol.js';
import { FINISHED } from './child-side.js';
import { type ChildContext, type ChildOutcome, linesIn, putTask } from './children.js';
import { assignChild } from './prestarted-children.js';

const idle = new Map<string, Child[]>();

/** Like `runChild`, for entries that `serveTasks`. */
export async function runPooledChild<Line>(
  context: ChildContext,
  entry: ChildEntry,
  task: object,
  msMax: number,
): Promise<ChildOutcome<Line>> {
  const key = keyOf(context, entry);
  const reused = takeIdle(key);
  const files = putTask(context, task);
  const child = reused ?? assignChild(context, { entry, files });
  reused?.keepsUsAlive(true);
  reused?.send(files);
  const ended = await served(child, msMax);
  child.keepsUsAlive(false);
  if (ended.type === 'finished') {
    idle.set(key, [...(idle.get(key) ?? []), child]);
    return { lines: linesIn(files), ended: null };
  }
  const lines = linesIn<Line>(files);
  // It may have died of an earlier task, or with an earlier case, before it came to this one.
  const mayHaveDiedBefore = reused !== null && ended.type === 'died' && lines.length === 0;
  if (mayHaveDiedBefore) return await runPooledChild<Line>(context, entry, task, msMax);
  return { lines, ended: ended.how };
}

/** A user's strategy never shares a child: what it left behind there would be held against another. */
function keyOf({ reference }: ChildContext, entry: ChildEntry): string {
  return reference.startsWith('file:') ? `${entry} ${reference}` : entry;
}

function takeIdle(key: string): Child | null {
  const alive = (idle.get(key) ?? []).filter(({ running }) => running);
  const child = alive.pop() ?? null;
  idle.set(key, alive);
  return child;
}

type Served = { type: 'finished' } | { type: 'died' | 'overdue'; how: string };

function served(child: Child, msMax: number): Promise<Served> {
  const unlimit = child.limit(msMax);
  return new Promise<Served>((resolve) => {
    const unlisten = child.listen((message) => {
      if (message === FINISHED) settle({ type: 'finished' });
    });
    const settle = (outcome: Served): void => {
      unlimit();
      unlisten();
      resolve(outcome);
    };
    void child.ended.then((ending) =>
      settle({ type: ending.type === 'overdue' ? 'overdue' : 'died', how: describeEnding(ending) }),
    );
  });
}

// The child's end of `child.ts`: the task from its file, lines to the output as they come about.
import fs from 'node:fs';
import type { Calling, ChildEntry } from './child-protocol.js';

// Taken before any tap is installed: what the harness writes itself is nobody's operation.
const { readFileSync, openSync, writeSync, closeSync } = fs;

export interface ChildSide<Task, Line> {
  task: Task;
  /** On disk when it returns, also for a process that is killed right afterwards. */
  say(line: Line): void;
}

/** What a standing child answers when a task is done. */
export const FINISHED = 'finished';

/** Of the task that this child was called to. */
let calledTo: readonly string[] = [];

/** Resolves with the module to load. It finds its task by `takeTask`, or by `serveTasks` its first. */
export async function waitForCalling(): Promise<ChildEntry> {
  const { entry, files } = await new Promise<Calling>((resolve) => process.once('message', resolve));
  calledTo = files;
  return entry;
}

/** First thing in an entry. */
export function takeTask<Task, Line>(): ChildSide<Task, Line> {
  return sideOf<Task, Line>(calledTo).side;
}

/** For an entry that works through task after task: first thing in it, too. */
export function serveTasks<Task, Line>(work: (side: ChildSide<Task, Line>) => Promise<void>): void {
  const serve = (files: readonly string[]): void => {
    const { side, fd } = sideOf<Task, Line>(files);
    void work(side).then(() => {
      closeSync(fd);
      process.send?.(FINISHED);
    });
  };
  process.on('message', serve);
  serve(calledTo);
}

function sideOf<Task, Line>([taskFile = '', outputFile = '']: readonly string[]): {
  side: ChildSide<Task, Line>;
  fd: number;
} {
  const fd = openSync(outputFile, 'a');
  const task = JSON.parse(readFileSync(taskFile, 'utf8')) as Task;
  const say = (line: Line): void => {
    writeSync(fd, `${JSON.stringify(line)}\n`);
  };
  return { side: { task, say }, fd };
}

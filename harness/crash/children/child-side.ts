// The child's side of `children.ts`: reads the task from its file and writes each line of the answer as it is
// said.
import fs from 'node:fs';
import type { Assignment, ChildEntry, TaskFiles } from './child-protocol.js';

// Taken before any tap is installed: what the harness itself writes is not recorded.
const { readFileSync, openSync, writeSync, closeSync } = fs;

export interface ChildSide<Task, Line> {
  task: Task;
  /** On disk when it returns, also for a process that is killed right afterwards. */
  say(line: Line): void;
}

/** What a pooled child answers when a task is done. */
export const FINISHED = 'finished';

let assigned: TaskFiles = ['', ''];

/** Resolves with the module to load, which gets its task from `takeTask`, or its tasks from `serveTasks`. */
export async function waitForAssignment(): Promise<ChildEntry> {
  const { entry, files } = await new Promise<Assignment>((resolve) => process.once('message', resolve));
  assigned = files;
  return entry;
}

/** Must be the first call in an entry. */
export function takeTask<Task, Line>(): ChildSide<Task, Line> {
  return sideOf<Task, Line>(assigned).side;
}

/** For an entry that works through task after task; must be the first call in it, too. */
export function serveTasks<Task, Line>(work: (side: ChildSide<Task, Line>) => Promise<void>): void {
  const serve = (files: TaskFiles): void => {
    const { side, fd } = sideOf<Task, Line>(files);
    void work(side).then(() => {
      closeSync(fd);
      process.send?.(FINISHED);
    });
  };
  process.on('message', serve);
  serve(assigned);
}

function sideOf<Task, Line>([taskFile, outputFile]: TaskFiles): {
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

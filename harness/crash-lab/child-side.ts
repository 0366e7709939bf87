// The child's end of `child.ts`: the task from its file, lines to the output as they come about.
import fs from 'node:fs';

// Taken before any tap is installed: what the harness writes itself is nobody's operation.
const { readFileSync, openSync, writeSync, closeSync } = fs;

export interface ChildSide<Task, Line> {
  task: Task;
  /** On disk when it returns, also for a process that is killed right afterwards. */
  say(line: Line): void;
}

/** What a standing child answers when a task is done. */
export const FINISHED = 'finished';

/** First thing in an entry: from here on the child can't outlive its parent. */
export function takeTask<Task, Line>(): ChildSide<Task, Line> {
  process.once('disconnect', () => process.exit(0));
  return sideOf<Task, Line>(process.argv.slice(2)).side;
}

/** For an entry that works through task after task: first thing in it, too. */
export function serveTasks<Task, Line>(work: (side: ChildSide<Task, Line>) => Promise<void>): void {
  process.once('disconnect', () => process.exit(0));
  process.on('message', (files: string[]) => {
    const { side, fd } = sideOf<Task, Line>(files);
    void work(side).then(() => {
      closeSync(fd);
      process.send?.(FINISHED);
    });
  });
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

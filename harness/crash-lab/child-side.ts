// The child's end of `child.ts`: the task from its file, lines to the output as they come about.
import fs from 'node:fs';

// Taken before any tap is installed: what the harness writes itself is nobody's operation.
const { readFileSync, openSync, writeSync } = fs;

export interface ChildSide<Task, Line> {
  task: Task;
  /** On disk when it returns, also for a process that is killed right afterwards. */
  say(line: Line): void;
}

/** First thing in an entry: from here on the child can't outlive its parent. */
export function takeTask<Task, Line>(): ChildSide<Task, Line> {
  process.once('disconnect', () => process.exit(0));
  const [taskFile = '', outputFile = ''] = process.argv.slice(2);
  const fd = openSync(outputFile, 'a');
  return {
    task: JSON.parse(readFileSync(taskFile, 'utf8')) as Task,
    say: (line) => {
      writeSync(fd, `${JSON.stringify(line)}\n`);
    },
  };
}

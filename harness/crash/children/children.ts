// Strategy code that may die, hang or be killed runs in a child of the case's host: one task file in, one
// file of JSON lines out. Each line is on disk when it is said, so that what a child did before its end is
// never lost; and nothing large goes over IPC.
import fs from 'node:fs';
import path from 'node:path';
import type { CaseContext } from '../../actors/case-context.js';
import { describeEnding, endedWell } from '../../processes/fork.js';
import type { ChildEntry, TaskFiles } from './child-protocol.js';
import { assignChild } from './prestarted-children.js';

/** What a child needs of the case that starts it. */
export type ChildContext = Pick<CaseContext, 'reference' | 'freshDirectory' | 'registerProcess'>;
/** What crash experiments need of a case. */
export type CrashContext = ChildContext & Pick<CaseContext, 'random'>;

export interface ChildOutcome<Line> {
  /** Complete lines, in order. */
  lines: Line[];
  /** null: it ended by itself with exit code 0. Otherwise what ended it, and the end of its stderr. */
  ended: string | null;
}

/** Never rejects because of what the child does. */
export async function runChild<Line>(
  context: ChildContext,
  entry: ChildEntry,
  task: object,
  msMax: number,
): Promise<ChildOutcome<Line>> {
  const files = putTask(context, task);
  const child = assignChild(context, { entry, files });
  child.limit(msMax);
  const ending = await child.ended;
  return { lines: linesIn(files), ended: endedWell(ending) ? null : describeEnding(ending) };
}

/** The task's file and an empty one for its output. */
export function putTask(context: ChildContext, task: object): TaskFiles {
  const directory = context.freshDirectory('child');
  const files: TaskFiles = [path.join(directory, 'task.json'), path.join(directory, 'output.jsonl')];
  const [taskFile, outputFile] = files;
  fs.writeFileSync(taskFile, JSON.stringify(task));
  fs.writeFileSync(outputFile, '');
  return files;
}

export function linesIn<Line>([, outputFile]: TaskFiles): Line[] {
  const texts = fs.readFileSync(outputFile, 'utf8').split('\n');
  // A last line that its writer did not live to finish.
  texts.pop();
  return texts.map((text) => JSON.parse(text) as Line);
}

// Strategy code that may die, hang or be killed runs in a child of the case's host: one task file in, one file
// of JSON lines out. Lines reach the file as they come about, so that what a child had done before its end is
// never lost; and nothing large goes over IPC.
import fs from 'node:fs';
import path from 'node:path';
import type { CaseContext } from '../../actors/case-context.js';
import { withReason } from '../../processes/stderr-tail.js';
import type { ChildEntry } from './child-protocol.js';
import { call, takePrestartedChild } from './prestarted-children.js';

/** What a child needs of the case that starts it. */
export type ChildContext = Pick<CaseContext, 'reference' | 'freshDirectory' | 'registerProcess'>;
/** What crash experiments need of a case. */
export type CrashContext = ChildContext & Pick<CaseContext, 'random'>;

export interface ChildOutcome<Line> {
  /** Complete lines, in order. */
  lines: Line[];
  /** null: it ended by itself with exit code 0. Otherwise what ended it, and its last words. */
  ended: string | null;
}

/** Never rejects because of what the child does. */
export async function runChild<Line>(
  context: ChildContext,
  entry: ChildEntry,
  task: object,
  patienceMs: number,
): Promise<ChildOutcome<Line>> {
  const files = putTask(context, task);
  return outcomeOf(files, await childEnded(context, entry, files, patienceMs));
}

/** The task's file and an empty one for its output. */
export function putTask(context: ChildContext, task: object): [task: string, output: string] {
  const directory = context.freshDirectory('child');
  const [taskFile, outputFile] = [path.join(directory, 'task.json'), path.join(directory, 'output.jsonl')];
  fs.writeFileSync(taskFile, JSON.stringify(task));
  fs.writeFileSync(outputFile, '');
  return [taskFile, outputFile];
}

export function outcomeOf<Line>(
  [, outputFile]: [task: string, output: string],
  ended: string | null,
): ChildOutcome<Line> {
  const texts = fs.readFileSync(outputFile, 'utf8').split('\n');
  // A last line that its writer did not live to finish.
  texts.pop();
  return { lines: texts.map((text) => JSON.parse(text) as Line), ended };
}

async function childEnded(
  context: ChildContext,
  entry: ChildEntry,
  files: string[],
  patienceMs: number,
): Promise<string | null> {
  const { child, words } = takePrestartedChild(context);
  return await new Promise((resolve) => {
    let overdue = false;
    const timer = setTimeout(() => {
      overdue = true;
      child.kill('SIGKILL');
    }, patienceMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve(error.message);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve(null);
      resolve(
        withReason(
          overdue ? `no answer within ${patienceMs} ms` : (signal ?? `exit code ${code}`),
          words.text,
        ),
      );
    });
    call(child, { entry, files });
  });
}

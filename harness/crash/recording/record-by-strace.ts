// Records the writes of a strategy by its system calls, for what the tap in JavaScript can't see: native addons and other
// processes. Linux with strace only. Each variant has a process of its own, which has ended when it is judged.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VariantId } from '../../../results/vocabulary/persistence.js';
import { killTree } from '../../processes/kill-tree.js';
import { straceCommand } from '../../tap/strace/strace.js';
import type { RecordedVariant, RecordTask, StracedTask, StracedWrites } from '../children/child-protocol.js';
import type { ChildOutcome, CrashContext } from '../children/children.js';
import { endWithWords, StderrTail } from '../children/stderr-tail.js';
import { placeOf } from './recorded-writes.js';

const ENTRY = fileURLToPath(new URL('./straced-entry.js', import.meta.url));

/** Like `runChild` of `record-entry`. Ends with the first variant that can't be recorded; rejects if strace can't start. */
export async function recordByStrace(
  context: CrashContext,
  task: RecordTask,
  msMax: number,
): Promise<ChildOutcome<RecordedVariant>> {
  const lines: RecordedVariant[] = [];
  for (const variant of task.variants) {
    const recorded = await recordVariant(context, task, variant, msMax);
    if (typeof recorded === 'string') return { lines, ended: recorded };
    lines.push(recorded);
  }
  return { lines, ended: null };
}

/** A text says why it failed. */
async function recordVariant(
  context: CrashContext,
  task: RecordTask,
  variant: VariantId,
  msMax: number,
): Promise<RecordedVariant | string> {
  const { root, document } = placeOf(task.directory, variant);
  const scratch = context.freshDirectory('strace');
  const [taskFile, marks, output] = ['task.json', 'marks', 'output.json'].map((name) =>
    path.join(scratch, name),
  ) as [string, string, string];
  const ask = (asked: Pick<StracedTask, 'first' | 'marks'>): void => {
    const whole: StracedTask = { ...task, ...asked, directory: scratch, variant, document, output };
    fs.writeFileSync(taskFile, JSON.stringify(whole));
  };
  let before: StracedWrites['initial'] = null;
  if (variant === 'document-present') {
    ask({ first: 0, marks: null });
    const failed = await runAlone(context, [ENTRY, taskFile], msMax);
    if (failed !== null) return failed;
    before = written(output).initial;
  }
  fs.writeFileSync(marks, '');
  ask({ first: before?.rev ?? 0, marks });
  const run = await straceCommand(
    root,
    { file: process.execPath, args: [ENTRY, taskFile] },
    { scratch, marks, msMax, registerProcess: context.registerProcess },
  );
  if (run.late) return tooLate(msMax);
  if (run.exitCode !== 0) return endWithWords(run.signal ?? `exit code ${run.exitCode}`, run.stderr);
  return { strategyId: written(output).strategyId, variant, trace: run.trace, initial: before };
}

function written(output: string): StracedWrites {
  return JSON.parse(fs.readFileSync(output, 'utf8')) as StracedWrites;
}

/** null: it ended well. */
async function runAlone(
  context: CrashContext,
  args: readonly string[],
  msMax: number,
): Promise<string | null> {
  const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const unregister = child.pid === undefined ? () => {} : context.registerProcess(child.pid);
  let late = false;
  const end = setTimeout(() => {
    late = true;
    killTree(child.pid ?? 0);
  }, msMax);
  const words = new StderrTail(child);
  return await new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      if (late) resolve(tooLate(msMax));
      else resolve(code === 0 ? null : words.after(signal ?? `exit code ${code}`));
    });
  }).finally(() => {
    clearTimeout(end);
    unregister();
  });
}

function tooLate(msMax: number): string {
  return `no answer within ${msMax} ms`;
}

// Records the writes of a strategy by its system calls, for what the tap in JavaScript can't see: native
// addons and other processes. Linux with strace only. Each variant runs in its own process, which has ended
// when it is judged.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VariantId } from '../../../results/vocabulary/persistence.js';
import { describeEnding, endedWell, forkEntry } from '../../processes/fork.js';
import { straceCommand } from '../../tap/strace/strace.js';
import type { RecordedVariant, RecordTask, StracedTask, StracedWrites } from '../children/child-protocol.js';
import type { ChildOutcome, CrashContext } from '../children/children.js';
import { placeOf } from './recorded-writes.js';

const ENTRY = new URL('./straced-entry.js', import.meta.url);

/**
 * Like `runChild` of `record-entry`. Ends with the first variant that can't be recorded; rejects if strace
 * can't start.
 */
export async function recordByStrace(
  context: CrashContext,
  task: RecordTask,
  msMax: number,
): Promise<ChildOutcome<RecordedVariant>> {
  const lines: RecordedVariant[] = [];
  for (const variant of task.variants) {
    const recorded = await recordVariant(context, task, variant, msMax);
    if (recorded.type === 'failed') return { lines, ended: recorded.reason };
    if (recorded.type === 'recorded') lines.push(recorded.variant);
  }
  return { lines, ended: null };
}

type Recorded =
  | { type: 'recorded'; variant: RecordedVariant }
  | { type: 'failed'; reason: string }
  /** As when the tap records: who replaces the link, or refuses it, leaves the document behind it alone. */
  | { type: 'does-not-apply' };

async function recordVariant(
  context: CrashContext,
  task: RecordTask,
  variant: VariantId,
  msMax: number,
): Promise<Recorded> {
  const { root, document, name } = placeOf(task.directory, variant);
  const isLinked = name !== document;
  const scratch = context.freshDirectory('strace');
  const [taskFile, marks, output] = ['task.json', 'marks', 'output.json'].map((file) =>
    path.join(scratch, file),
  ) as [string, string, string];
  const putTask = (writes: Pick<StracedTask, 'first' | 'marks' | 'document'>): void => {
    const whole: StracedTask = { ...task, ...writes, directory: scratch, variant, output };
    fs.writeFileSync(taskFile, JSON.stringify(whole));
  };
  let before: StracedWrites['initial'] = null;
  if (variant === 'document-present' || isLinked) {
    putTask({ first: 0, marks: null, document });
    const failed = await runAlone(context, [taskFile], msMax);
    if (failed !== null) return { type: 'failed', reason: failed };
    before = written(output).initial;
  }
  fs.writeFileSync(marks, '');
  putTask({ first: before?.rev ?? 0, marks, document: name });
  const run = await straceCommand(
    root,
    { file: process.execPath, args: [fileURLToPath(ENTRY), taskFile] },
    { scratch, marks, msMax, registerProcess: context.registerProcess },
  );
  if (isLinked && !fs.lstatSync(name).isSymbolicLink()) return { type: 'does-not-apply' };
  if (!endedWell(run.ending)) {
    const isRefused = isLinked && !fs.readFileSync(marks, 'utf8').includes('acked');
    return isRefused ? { type: 'does-not-apply' } : { type: 'failed', reason: describeEnding(run.ending) };
  }
  const { strategyId } = written(output);
  return {
    type: 'recorded',
    variant: { strategyId, variant, trace: run.trace, initial: before, pid: null, writtenAtMs: Date.now() },
  };
}

function written(output: string): StracedWrites {
  return JSON.parse(fs.readFileSync(output, 'utf8')) as StracedWrites;
}

/** null: it ended well. */
async function runAlone(
  { registerProcess }: CrashContext,
  args: readonly string[],
  msMax: number,
): Promise<string | null> {
  const { ended } = forkEntry(ENTRY, { args, registerProcess, stderr: 'tail', msMax });
  const ending = await ended;
  return endedWell(ending) ? null : describeEnding(ending);
}

// Lets a strategy recover from what a crash left, in a process of its own: it reads, writes once more, and looks
// at what lies beside the document then. The same on the undisturbed directory tells what is ordinary. After a power
// loss it is shown another boot id.
import { appendFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import type { Strategy, TaskFile } from '../../../strategies/strategy.js';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { makeDocument, observe } from '../../document.js';
import { leftoversBeside } from '../../leftovers.js';
import { armWatchdog } from '../../processes/watchdog.js';
import { FakeBootId } from '../../tap/handlers/fake-boot-id.js';
import { installTap } from '../../tap/patch/install.js';
import {
  type ReadOutcome,
  type RecoveryStep,
  recoveryTaskSchema,
  type WriteOutcome,
} from './recovery-journal.js';

armWatchdog();
const task = recoveryTaskSchema.parse(JSON.parse(process.argv[2] ?? ''));
await recover();
// Timers and descriptors that the strategy leaked must not keep the process.
process.exit(0);

async function recover(): Promise<void> {
  // Before the strategy takes its functions.
  const tap = await installTap();
  const strategy = await available();
  if (strategy === null) return;
  const read = await readOnce(strategy, task.undisturbedPath);
  await writeOnce(strategy, task.undisturbedPath, read);
  note({ step: 'undisturbed', read, leaves: leaves(task.undisturbedPath) });
  if (task.bootDirectory !== null) tap.attach(new FakeBootId(task.bootDirectory));
  const recovered = await readOnce(strategy, task.crashedPath);
  note({ step: 'read', outcome: recovered });
  const outcome = await writeOnce(strategy, task.crashedPath, recovered);
  note({ step: 'next-write', outcome, leaves: leaves(task.crashedPath) });
}

function note(step: RecoveryStep): void {
  appendFileSync(task.journalPath, `${JSON.stringify(step)}\n`);
}

async function available(): Promise<Strategy | null> {
  try {
    const strategy = await loadStrategy(task.reference);
    const availability = (await strategy.availability?.()) ?? { available: true };
    if (availability.available) return strategy;
    note({ step: 'unavailable', reason: availability.reason, remedy: availability.remedy });
  } catch (error) {
    const remedy = 'name a module that is here with --strategy PATH';
    note({ step: 'unavailable', reason: `it can't be loaded: ${thrown(error).message}`, remedy });
  }
  return null;
}

async function readOnce(strategy: Strategy, file: string): Promise<ReadOutcome> {
  try {
    const document = await withStore(strategy, file, (store) => store.read());
    return document === null ? { type: 'absent' } : { type: 'document', ...observe(document) };
  } catch (error) {
    return thrown(error);
  }
}

/** The document must be there when it is read again; a write that only says so is none. */
async function writeOnce(strategy: Strategy, file: string, before: ReadOutcome): Promise<WriteOutcome> {
  const expected = before.type === 'document' ? before.rev : before.type === 'absent' ? 0 : null;
  const token = 'after-the-crash';
  try {
    const stored = await withStore(strategy, file, (store) =>
      store.write(makeDocument(token, 1024), expected),
    );
    const again = await readOnce(strategy, file);
    if (again.type === 'document' && again.intact && again.token === token) {
      return { type: 'ok', rev: observe(stored).rev };
    }
    return { type: 'error', code: 'NOT_THERE', message: 'the write was acknowledged and is not there' };
  } catch (error) {
    return thrown(error);
  }
}

async function withStore(
  strategy: Strategy,
  file: string,
  use: (store: Awaited<ReturnType<Strategy['open']>>) => Promise<TaskFile | null>,
): Promise<TaskFile | null> {
  const store = await strategy.open(file, { lockTimeoutMs: task.lockTimeoutMs });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

function leaves(file: string): string[] {
  return existsSync(path.dirname(file)) ? leftoversBeside(file) : [];
}

function thrown(error: unknown): { type: 'error'; code: string; message: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  return { type: 'error', code, message: error instanceof Error ? error.message : String(error) };
}

// Gives strategies the path of one file that can't be replaced, one after another, and looks whether each keeps
// its document there or refuses. Two writes and what is read back show what the mount lets through; they are no
// verdict on locks or crashes.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FileTrial } from '../../results/verdicts/lab-record.js';
import type { Strategy, TaskFile } from '../../strategies/strategy.js';
import { loadStrategy } from '../actors/strategy-reference.js';
import { describeThrown } from '../actors/thrown.js';
import { makeDocument } from '../document.js';

/** `path`: an existing file, alone in its directory. Never rejects. */
export async function tryOnFile(path: string, references: readonly string[]): Promise<FileTrial[]> {
  const trials: FileTrial[] = [];
  for (const reference of references) {
    try {
      trials.push(await tryStrategyOn(path, await loadStrategy(reference)));
    } catch (error) {
      trials.push({
        strategy: basename(reference),
        outcome: 'refused',
        reason: describeThrown(error).message,
      });
    }
    clearBeside(path);
  }
  return trials;
}

/** The bytes that it starts from are what the strategy itself writes at an ordinary path. */
async function tryStrategyOn(path: string, strategy: Strategy): Promise<FileTrial> {
  const trial = (outcome: FileTrial['outcome'], reason: string): FileTrial => ({
    strategy: strategy.id,
    outcome,
    reason,
  });
  const ordinary = join(dirname(path), 'ordinary', basename(path));
  mkdirSync(dirname(ordinary), { recursive: true });
  try {
    await write(strategy, ordinary, 'before', 0);
    writeFileSync(path, readFileSync(ordinary));
  } catch (error) {
    return trial('refused', `not tried: at an ordinary path as well ${describeThrown(error).message}`);
  }
  try {
    await write(strategy, path, 'after', 1);
  } catch (error) {
    return trial('refused', reasonOf(error));
  }
  const seen = await read(strategy, path).catch(reasonOf);
  if (typeof seen === 'string')
    return trial('lost', `it can't be read after a write that succeeded: ${seen}`);
  return tokenOf(seen) === 'after' && seen?.rev === 2
    ? trial('kept', '')
    : trial('lost', `after a write that succeeded it reads rev ${seen?.rev ?? 'of no document'}`);
}

const LOCK_MS_MAX = 2_000;

async function write(strategy: Strategy, path: string, token: string, rev: number): Promise<void> {
  const store = await strategy.open(path, { lockTimeoutMs: LOCK_MS_MAX });
  try {
    await store.write(makeDocument(token, 200), rev);
  } finally {
    await store.close();
  }
}

async function read(strategy: Strategy, path: string): Promise<TaskFile | null> {
  const store = await strategy.open(path, { lockTimeoutMs: LOCK_MS_MAX });
  try {
    return await store.read();
  } finally {
    await store.close();
  }
}

function tokenOf(document: TaskFile | null): string | null {
  const mark = document?.holdfast;
  if (typeof mark !== 'object' || mark === null || !('token' in mark)) return null;
  return typeof mark.token === 'string' ? mark.token : null;
}

const BUSY =
  'nobody can rename over a file that is a mount of its own (EBUSY); only what writes in place can keep a document there';

/** With the system's own word for it, which a strategy keeps as the cause. */
function reasonOf(error: unknown): string {
  const { code, message } = describeThrown(error);
  const cause = error instanceof Error && error.cause !== undefined ? describeThrown(error.cause) : null;
  if (code === 'EBUSY' || cause?.code === 'EBUSY') return BUSY;
  const behind = cause === null || message.includes(cause.message) ? '' : `: ${cause.message}`;
  return `${code === null || message.includes(code) ? '' : `${code}: `}${message}${behind}`;
}

/** The file itself is a mount and stays. */
function clearBeside(path: string): void {
  for (const name of readdirSync(dirname(path))) {
    if (name !== basename(path)) rmSync(join(dirname(path), name), { recursive: true, force: true });
  }
}

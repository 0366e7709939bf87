// A writer that dies right before the last sync of its write, while the machine goes on: what it wrote is in the
// page cache, and the next writer sees it. Whoever builds on it without making it durable loses, at the next
// loss of power, more than what the dead writer never acknowledged. The death is simulated, in this process: a
// strategy that asks whether the process lives takes its lock for held.
import path from 'node:path';
import type { Strategy } from '../../../strategies/strategy.js';
import { makeDocument, observe } from '../../document.js';
import { runToStopPoint, within } from '../../tap/handlers/stop-at-call.js';
import type { Handler, Operation } from '../../tap/patch/operation.js';
import type { Tap } from '../../tap/patch/tap.js';
import type { Mark } from '../../tap/record/record.js';
import { writeInitial } from './recorded-writes.js';

const LOCK_TIMEOUT_MS = 1000;

export interface DyingWrite {
  document: string;
  /** What is recorded. */
  root: string;
  /** Of the document that is there. */
  rev: number;
  documentBytes: number;
  /** Which sync the writer dies before, from 1. */
  at: number;
}

function isSync({ kind }: Operation): boolean {
  return kind === 'fsync' || kind === 'fdatasync';
}

/** How many syncs a fresh client's write onto a document asks for, in `directory`, which exists and is empty. */
export async function syncsOfAWrite(
  tap: Tap,
  strategy: Strategy,
  directory: string,
  documentBytes: number,
): Promise<number> {
  const document = path.join(directory, 'tasks.yaml');
  const { rev } = await writeInitial(strategy, document, documentBytes);
  const isInside = within(directory);
  let syncs = 0;
  const counter: Handler = {
    before(operation) {
      if (isSync(operation) && isInside(operation)) syncs += 1;
      return undefined;
    },
  };
  const detach = tap.attach(counter);
  try {
    await writeOnce(strategy, document, rev, 'counted', documentBytes);
  } finally {
    detach();
  }
  return syncs;
}

/**
 * Resolves with the rev that the next client finds. Rejects when the writer did not die, or when the next client
 * can't read.
 */
export async function dieBeforeLastSync(
  tap: Tap,
  strategy: Strategy,
  { document, root, rev, documentBytes, at }: DyingWrite,
  mark: Mark,
): Promise<number> {
  const isInside = within(root);
  const isCounted = (operation: Operation): boolean => isSync(operation) && isInside(operation);
  mark('attempt', rev + 1, 'writer-died-itself');
  const { reached } = await runToStopPoint(tap, { at, when: 'before' }, isCounted, () =>
    writeOnce(strategy, document, rev, 'writer-died-itself', documentBytes),
  );
  if (!reached) throw new Error(`the write ended before its sync ${at}`);
  const next = await strategy.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
  const found = await next.read();
  await next.close();
  return found === null ? 0 : observe(found).rev;
}

async function writeOnce(
  strategy: Strategy,
  document: string,
  rev: number,
  token: string,
  documentBytes: number,
): Promise<void> {
  const store = await strategy.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
  await store.write(makeDocument(token, documentBytes), rev);
  await store.close();
}

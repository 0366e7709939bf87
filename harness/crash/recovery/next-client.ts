// The next application after a crash: opens the document, reads it, writes on what it read, and reads that
// back. What goes wrong is an answer and never rejects.
import type { NextWrite, RecoveredFile } from '../../../results/facts/kill-points-fact.js';
import type { Store, Strategy } from '../../../strategies/strategy.js';
import { describeThrown } from '../../actors/thrown.js';
import { makeDocument, observe } from '../../document.js';
import type { RecoverItem } from '../children/child-protocol.js';

type Place = Pick<RecoverItem, 'path' | 'lockPatienceMs' | 'documentBytes' | 'disk'>;

/** What was read. On disks that exist for this alone, the store is left open for the write. */
export interface Opened {
  recovered: RecoveredFile;
  store: Store | null;
}

export async function readAfterCrash(strategy: Strategy, item: Place): Promise<Opened> {
  let store: Store | null = null;
  const stays = (): Store | null => (item.disk === null ? null : store);
  try {
    store = await strategy.open(item.path, { lockTimeoutMs: item.lockPatienceMs });
    const document = await store.read();
    if (stays() === null) await store.close();
    const recovered: RecoveredFile =
      document === null ? { type: 'absent' } : { type: 'document', observed: observe(document) };
    return { recovered, store: stays() };
  } catch (error) {
    return { recovered: { type: 'error', ...describeThrown(error) }, store: stays() };
  }
}

export async function writeAfterCrash(
  strategy: Strategy,
  item: Place,
  { recovered, store: opened }: Opened,
  index: number,
): Promise<NextWrite> {
  // Of a document that can't be read no rev is known: the write is unconditional.
  const expectedRev =
    recovered.type === 'document' ? recovered.observed.rev : recovered.type === 'absent' ? 0 : null;
  const beganNs = process.hrtime.bigint();
  const recoveryNs = (): number => Number(process.hrtime.bigint() - beganNs);
  try {
    const store = opened ?? (await strategy.open(item.path, { lockTimeoutMs: item.lockPatienceMs }));
    try {
      const stored = await store.write(makeDocument(tokenOf(index), item.documentBytes), expectedRev);
      return { type: 'ok', rev: observe(stored).rev, recoveryNs: recoveryNs() };
    } finally {
      await store.close();
    }
  } catch (error) {
    return { type: 'error', ...describeThrown(error), recoveryNs: recoveryNs() };
  }
}

/** A write that is acknowledged and not there for the next reader is none. */
export async function readBack(
  strategy: Strategy,
  item: Place,
  written: NextWrite,
  index: number,
): Promise<NextWrite> {
  const { recovered, store } = await readAfterCrash(strategy, item);
  await store?.close().catch(() => {});
  const isThere =
    recovered.type === 'document' && recovered.observed.intact && recovered.observed.token === tokenOf(index);
  if (isThere) return written;
  const message = 'the write was acknowledged, and the next reader does not find it';
  return { type: 'error', code: 'NOT_THERE', message, recoveryNs: written.recoveryNs };
}

const tokenOf = (index: number): string => `recovery${index}`;

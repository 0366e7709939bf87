// Child process: records what the strategy's writes do where a document is present, where it is absent, and
// where its directories are. The tap is installed before the strategy is loaded. This process must end before
// another one recovers, because a strategy is right to respect the lock of a live process.
import fs from 'node:fs';
import path from 'node:path';
import type { VariantId } from '../../../results/vocabulary/persistence.js';
import type { Strategy } from '../../../strategies/strategy.js';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { describeThrown } from '../../actors/thrown.js';
import { startDeadline } from '../../processes/running-time.js';
import { installTap } from '../../tap/patch/install.js';
import { record } from '../../tap/record/record.js';
import type { RecordedVariant, RecordTask, RefusedVariant } from '../children/child-protocol.js';
import { takeTask } from '../children/child-side.js';
import { withoutSyncs } from '../children/without-syncs.js';
import { dieBeforeLastSync, syncsOfAWrite } from './dying-writer.js';
import { rareWrites } from './rare-writes.js';
import { placeOf, warmUp, writeInitial, writeMarked } from './recorded-writes.js';

// The strategy may replace it.
const { now } = Date;
/**
 * So long a next writer may take that waits for a dead one, of time in which this process was running. The
 * writer-died recording is the last.
 */
const UNANSWERED_MS = 5000;
const { task, say } = takeTask<RecordTask, RecordedVariant | RefusedVariant>();
const tap = await installTap();
const strategy = await loadStrategy(task.strategy);
await withoutSyncs(tap, () => warmUp(strategy, task));
const rare = await withoutSyncs(tap, () =>
  rareWrites(tap, strategy, placeFor('looked-at'), task.documentBytes),
);
const syncs = await withoutSyncs(tap, () =>
  syncsOfAWrite(tap, strategy, placeFor('counted'), task.documentBytes),
);
for (const variant of task.variants) {
  const line = await Promise.race([recorded(strategy, variant), unansweredAfter(variant)]);
  if (line !== null) say(line);
}
process.exit(0);

/** A queue in memory waits for ever for the writer that died in this process; in another one it would not. */
async function unansweredAfter(variant: VariantId): Promise<null> {
  if (variant !== 'writer-died') return await new Promise(() => undefined);
  return await new Promise((resolve) => {
    startDeadline(UNANSWERED_MS, () => resolve(null));
  });
}

/** null: it does not apply to this strategy. */
async function recorded(
  judged: Strategy,
  variant: VariantId,
): Promise<RecordedVariant | RefusedVariant | null> {
  const { root, document, name } = placeOf(task.directory, variant);
  const isThere = variant !== 'document-absent' && variant !== 'directory-absent';
  const hasDied = variant === 'writer-died';
  // Nothing of a write is unsynced where it syncs nothing by itself.
  if (hasDied && syncs === 0) return null;
  const isResized = variant === 'document-resized';
  const before = Math.max(writesBefore(), isResized ? 2 : 1);
  const initial = isThere ? await writeInitial(judged, document, task.documentBytes, before) : null;
  const isLinked = name !== document;
  let acknowledged = false;
  try {
    const trace = await record(root, async (mark) => {
      const rev = initial?.rev ?? 0;
      const dying = { document, root, rev, documentBytes: task.documentBytes, at: syncs };
      const first = hasDied ? await dieBeforeLastSync(tap, judged, dying, mark) : rev;
      const writes = hasDied ? 1 : task.writes;
      await writeMarked(judged, name, { ...task, variant, first, writes }, (...what) => {
        acknowledged ||= what[0] === 'acked';
        mark(...what);
      });
    });
    // Who puts a file in the place of the link leaves the document behind it alone: a matter of conduct.
    if (isLinked && !fs.lstatSync(name).isSymbolicLink()) return null;
    return { strategyId: judged.id, variant, trace, initial, pid: process.pid, writtenAtMs: now() };
  } catch (error) {
    // Of a dead writer in this process a strategy may think that it lives, and what it left may be refused: the
    // next client after a kill is judged elsewhere.
    if ((isLinked || hasDied) && !acknowledged) return null;
    // It may have room for so much and no more.
    if (isResized) return null;
    // To leave it to callers to make the directory is no loss of data: nothing was acknowledged or stored.
    const isUntouched = variant === 'directory-absent' && fs.readdirSync(root).length === 0;
    if (acknowledged || !isUntouched) throw error;
    const { code, message } = describeThrown(error);
    return { variant, refused: code === null || message.startsWith(code) ? message : `${code}: ${message}` };
  }
}

/** A write that does something else than the others is among those that are recorded onto a document. */
function writesBefore(): number {
  const [unseen] = rare.filter((write) => write > 1 + task.writes);
  return unseen === undefined ? 1 : unseen - 1;
}

function placeFor(what: string): string {
  const place = path.join(task.directory, what);
  fs.mkdirSync(place);
  return place;
}

// Child process: records what the strategy's writes do to an empty place, a place with a document, and a place
// whose directories are missing. The tap is installed before the strategy is loaded. The process must have ended
// before anybody recovers: locks of the living are rightly respected.
import fs from 'node:fs';
import path from 'node:path';
import type { DocumentIdentity, VariantId } from '../../results/persistence.js';
import type { Strategy } from '../../strategies/strategy.js';
import { loadStrategy } from '../actors/strategy-reference.js';
import { makeDocument, observe } from '../document.js';
import { installTap } from '../tap/install.js';
import { record } from '../tap/record.js';
import { takeTask } from './child-side.js';
import { DOCUMENT_PATH, type RecordedVariant, type RecordTask } from './tasks.js';
import { withoutSyncs } from './without-syncs.js';

const LOCK_TIMEOUT_MS = 1000;
const { task, say } = takeTask<RecordTask, RecordedVariant>();
const tap = await installTap();
const strategy = await loadStrategy(task.strategy);
await withoutSyncs(tap, () => warmUp(strategy));
for (const variant of task.variants) say(await recorded(strategy, variant));
process.exit(0);

/** The first writes of a process may do more than the later ones (caches, probes of the file system). */
async function warmUp(judged: Strategy): Promise<void> {
  const directory = path.join(task.directory, 'warm-up');
  fs.mkdirSync(directory);
  const store = await judged.open(path.join(directory, 'tasks.yaml'), { lockTimeoutMs: LOCK_TIMEOUT_MS });
  for (let rev = 0; rev < 2; rev++) await store.write(makeDocument(`warm${rev}`, task.documentBytes), rev);
  await store.close();
}

async function recorded(judged: Strategy, variant: VariantId): Promise<RecordedVariant> {
  const root = path.join(task.directory, variant);
  const document = path.join(root, DOCUMENT_PATH);
  fs.mkdirSync(variant === 'directory-absent' ? root : path.dirname(document), { recursive: true });
  const initial = variant === 'document-present' ? await writeInitial(judged, document) : null;
  const trace = await record(root, async (mark) => {
    const store = await judged.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
    const first = initial?.rev ?? 0;
    for (let count = 0; count < task.writes; count++) {
      const token = `${variant}-${count}`;
      const next = makeDocument(token, task.documentBytes);
      mark('attempt', first + count + 1, token);
      const stored = observe(await store.write(next, first + count));
      if (stored.token !== token) throw new Error(`the strategy stored ${stored.token} instead of ${token}`);
      mark('acked', stored.rev, token);
    }
    await store.close();
  });
  return { strategyId: judged.id, variant, trace, initial };
}

async function writeInitial(judged: Strategy, document: string): Promise<DocumentIdentity> {
  const store = await judged.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
  const { rev, token } = observe(await store.write(makeDocument('initial', task.documentBytes), 0));
  await store.close();
  return { rev, token };
}

// Skips syncs in work that only prepares what is judged: a warm-up, the document that exists before. No power
// loss is judged there, and waiting for the disk would take most of the time.
import { SkipSyncs } from '../../tap/handlers/skip-syncs.js';
import type { Tap } from '../../tap/patch/tap.js';

/** Rejects with what the work rejects with. Syncs by native code are still done. */
export async function withoutSyncs<T>(tap: Tap, work: () => Promise<T>): Promise<T> {
  const detach = tap.attach(new SkipSyncs(true));
  try {
    return await work();
  } finally {
    detach();
  }
}

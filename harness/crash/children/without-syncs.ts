// Work that only prepares what is judged: a warm-up, the document that is there before. Nobody cuts the power while it
// is done, so its syncs succeed without being done; waiting for the disk would be most of its time.
import { SkipSyncs } from '../../tap/handlers/skip-syncs.js';
import type { Tap } from '../../tap/patch/tap.js';

/** Rejects with what the work rejects with. Syncs by native code are done as ever. */
export async function withoutSyncs<T>(tap: Tap, work: () => Promise<T>): Promise<T> {
  const detach = tap.attach(new SkipSyncs(true));
  try {
    return await work();
  } finally {
    detach();
  }
}

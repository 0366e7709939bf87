// How a plan, or a capsule of it, becomes a situation for the world: everything that neither says is fixed here, so
// that a capsule recorded today is led the same way tomorrow.
import type { InterleavingCapsule } from '../../results/capsules/interleaving-capsule.js';
import type { Setup } from './runtime/real-program.js';

/** One small document: what matters is who writes it when. */
export const DOCUMENT_BYTES = 400;
/** A writer that is refused this often has tried enough for one schedule. */
const TRIES_MAX = 6;

export type Workload = Pick<
  InterleavingCapsule,
  'writers' | 'writes' | 'readers' | 'documentBytes' | 'seed' | 'leftovers'
>;

/** Readers read as often as writers write. */
export function setupOf(cast: Workload, realDeaths = false): Setup {
  const { writers, writes, readers, documentBytes, seed, leftovers } = cast;
  return {
    writers,
    writes,
    triesMax: TRIES_MAX,
    readers,
    reads: writes,
    documentBytes,
    seed,
    leftovers,
    realDeaths,
  };
}

// The setup of a program: which clients do what, from which initial state. What neither a plan nor a capsule
// of it says is fixed here, so that a capsule recorded today is replayed the same way tomorrow.
import type { InterleavingCapsule } from '../../results/capsules/interleaving-capsule.js';
import type { Tree } from '../../results/vocabulary/trace.js';

/** Writers are the clients 0 …, readers those after them. */
export interface Setup {
  writers: number;
  /** Acknowledged writes of each writer. */
  writes: number;
  /** Refusals after which a writer gives up. */
  triesMax: number;
  readers: number;
  reads: number;
  documentBytes: number;
  seed: number;
  /** The initial state: what a dead writer left, 60 s of virtual time ago; null: the document alone. */
  leftovers: Tree | null;
  /** Pids of the writers that left them. */
  dead: readonly number[];
  /** Crashes are carried out by SIGKILL (processes only): slow, and beyond doubt. */
  realDeaths: boolean;
  /**
   * Who is refused sleeps 2 ms of virtual time, then twice as long, up to this; who was acknowledged sleeps up to 20
   * ms. Absent: others have a turn, and no time passes.
   */
  backoffMsMax?: number;
  /** By client: how long each fsync takes, in virtual milliseconds. Absent: no time at all. */
  syncMs?: Readonly<Record<number, number>>;
  /** Readers can meet half of a write. */
  halves?: true;
}

/** What a plan or a capsule says of a setup. */
export type Workload = Pick<
  InterleavingCapsule,
  'writers' | 'writes' | 'readers' | 'documentBytes' | 'seed' | 'leftovers'
>;

/** One small document: the search is about when it is written, not about what is in it. */
export const DOCUMENT_BYTES = 400;
/** A writer that is refused this often has tried enough for one schedule. */
const TRIES_MAX = 6;

/** Readers read as often as writers write. */
export function setupOf(workload: Workload, realDeaths = false, dead: readonly number[] = []): Setup {
  const { writers, writes, readers, documentBytes, seed, leftovers } = workload;
  return {
    writers,
    writes,
    triesMax: TRIES_MAX,
    readers,
    reads: writes,
    documentBytes,
    seed,
    leftovers,
    dead,
    realDeaths,
    ...(readers === 0 ? {} : { halves: true }),
  };
}

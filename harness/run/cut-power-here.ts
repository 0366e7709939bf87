// Power cuts on the file systems of this machine, beside the grade that the models give: each strategy is
// recorded and judged by the models once, then writes on a rig for each file system. What must fail runs on each
// file system, too: without that, a count of no failures would say nothing.
import { availableParallelism, release } from 'node:os';
import { powerCutsToAddTo, storePowerCuts } from '../../results/archive/power-cuts-file.js';
import {
  mergedPowerCuts,
  POWER_CUTS_SCHEMA_VERSION,
  type PowerCutSession,
  type PowerCuts,
} from '../../results/verdicts/power-cuts.js';
import { judgeDurability } from '../judge/judge-durability.js';
import { runRig } from '../power-cuts/power-rig.js';
import { labelOf, type MountedFileSystem, mutantOf } from '../power-cuts/rig/block-file-systems.js';
import { missingForPowerCuts } from '../power-cuts/what-is-missing.js';
import { type WorkDirectory, withWorkDirectory } from '../processes/work-directory.js';
import { holdfastVersion } from '../version.js';
import { auditStrategy } from './audit-strategy.js';
import { requireSpace } from './environment.js';
import { EnvironmentError, type StrategyReference } from './run-contract.js';

export interface PowerCutOrder {
  strategies: readonly { id: string; reference: StrategyReference }[];
  fileSystems: readonly MountedFileSystem[];
  /** Of each strategy on each file system. */
  imagesMax: number;
  seed: number;
  /** Absolute; writable. */
  dir: string;
  /** A file that the result is added to after each session; null: none. */
  out: string | null;
}

type Tell = (what: string) => void;

/** What must fail where there is no way to mount a file system so that a correct strategy fails. */
const BROKEN = 'unsynced-directory';
/** Less than a sector, which is never torn, and several; the images are shared out evenly. */
const sizes = [1200, 20_000];
/** Correct, and needs no addon: only the mount can make it fail. */
const CORRECT = 'no-lock';

/**
 * Rejects with RigError when a rig fails, ArchiveError for `out` and PlatformError for `dir`.
 * What was found until an interruption is the result.
 */
export async function cutPowerHere(
  order: PowerCutOrder,
  tell: Tell,
  signal: AbortSignal,
): Promise<PowerCuts> {
  const record: PowerCuts = {
    kind: 'power-cuts',
    schemaVersion: POWER_CUTS_SCHEMA_VERSION,
    holdfast: holdfastVersion,
    platform: { id: `${process.platform}-${process.arch}`, kernel: release(), node: process.version },
    sessions: [],
    skipped: [],
  };
  const before = order.out === null ? null : await powerCutsToAddTo(order.out, record.platform);
  const possible = order.fileSystems.filter((fileSystem) => {
    const missing = missingForPowerCuts(fileSystem);
    if (missing.length > 0) record.skipped.push({ what: labelOf(fileSystem), reason: missing.join('; ') });
    return missing.length === 0;
  });
  if (possible.length === 0) return record;
  const grades = new Grades(order.dir, tell, signal);
  let stored = Promise.resolve();
  await withWorkDirectory(order.dir, async (work) => {
    await requireSpace(order.dir);
    await severalAtOnce(plannedFor(order, possible), async (planned) => {
      if (signal.aborted) return;
      const session = await oneSession(work, { order, planned, grades, record }, tell, signal);
      if (session === null) return;
      record.sessions.push(session);
      if (order.out === null) return;
      const { out } = order;
      stored = stored.then(() => storePowerCuts(out, before, record));
      await stored;
    });
  });
  record.sessions = inOrder(record.sessions, plannedFor(order, possible));
  return before === null ? record : mergedPowerCuts(before, record);
}

/** Most of an image's time is spent waiting: for the device, and for the kernel to let go of a mount. */
const RIGS_AT_ONCE = Math.min(3 * availableParallelism(), 8);

/** Begins them in order. Rejects with the first failure, once those that have begun are over. */
async function severalAtOnce<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await work(next).catch((error: unknown) => {
        waiting.length = 0;
        throw error;
      });
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: RIGS_AT_ONCE }, lane));
  const failed = lanes.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** As they were planned, in whatever order they ended. */
function inOrder(sessions: readonly PowerCutSession[], planned: readonly Planned[]): PowerCutSession[] {
  const keys = planned.map(({ strategy, fileSystem, documentBytes }) =>
    keyOf(strategy.id, labelOf(fileSystem), documentBytes),
  );
  const placeOf = (one: PowerCutSession): number =>
    keys.indexOf(
      keyOf(one.strategy, labelOf({ type: one.fileSystem, mountedWith: one.mountedWith }), one.documentBytes),
    );
  return sessions.toSorted((one, other) => placeOf(one) - placeOf(other));
}

const keyOf = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);

type Named = PowerCutOrder['strategies'][number];
interface Planned {
  strategy: Named;
  fileSystem: MountedFileSystem;
  documentBytes: number;
}

/** What must fail comes first: a rig that sees no loss is known at once. */
function plannedFor({ strategies }: PowerCutOrder, fileSystems: readonly MountedFileSystem[]): Planned[] {
  const builtIn = (id: string): Named => ({ id, reference: id });
  const proofs = fileSystems.map((fileSystem) => {
    const mutant = mutantOf(fileSystem);
    return mutant === null
      ? { strategy: builtIn(BROKEN), fileSystem }
      : { strategy: builtIn(CORRECT), fileSystem: mutant };
  });
  const wanted = fileSystems.flatMap((fileSystem) =>
    strategies.map((strategy) => ({ strategy, fileSystem })),
  );
  const distinct = new Map(
    [...proofs, ...wanted].map((one) => [keyOf(one.strategy.reference, labelOf(one.fileSystem)), one]),
  ).values();
  return [...distinct].flatMap((one) => sizes.map((documentBytes) => ({ ...one, documentBytes })));
}

interface Progress {
  order: PowerCutOrder;
  planned: Planned;
  grades: Grades;
  record: PowerCuts;
}

/** null: interrupted, or the strategy is not available. */
async function oneSession(
  work: WorkDirectory,
  { order, planned, grades, record }: Progress,
  tell: Tell,
  signal: AbortSignal,
): Promise<PowerCutSession | null> {
  const { strategy, fileSystem, documentBytes } = planned;
  const grade = await grades.of(strategy).catch((error: unknown) => {
    if (signal.aborted) return 'interrupted' as const;
    throw error;
  });
  if (grade === 'interrupted') return null;
  if (typeof grade === 'object' && grade !== null) {
    if (!record.skipped.some(({ what }) => what === strategy.id))
      record.skipped.push({ what: strategy.id, reason: grade.unavailable });
    return null;
  }
  const what = `${strategy.id}, ${documentBytes} bytes, on ${labelOf(fileSystem)}`;
  tell(what);
  const { seed } = order;
  const imagesMax = Math.ceil(order.imagesMax / sizes.length);
  const wanted = { strategy: strategy.reference, fileSystem, documentBytes, imagesMax, seed };
  try {
    const found = await runRig(work, wanted, (images) => tell(`${what}: ${images} images`), signal);
    return { ...found, strategy: strategy.id, grade };
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

type GradeHere = PowerCutSession['grade'] | { unavailable: string };

/** Each strategy is recorded and judged by the models once. */
class Grades {
  readonly #dir: string;
  readonly #tell: Tell;
  readonly #signal: AbortSignal;
  readonly #known = new Map<string, Promise<GradeHere>>();

  constructor(dir: string, tell: Tell, signal: AbortSignal) {
    this.#dir = dir;
    this.#tell = tell;
    this.#signal = signal;
  }

  /** Rejects with the signal's reason. */
  of({ id, reference }: Named): Promise<GradeHere> {
    const known = this.#known.get(reference);
    if (known !== undefined) return known;
    this.#tell(`the models on ${id}`);
    const grade = this.#judge(id, reference);
    this.#known.set(reference, grade);
    return grade;
  }

  async #judge(id: string, reference: StrategyReference): Promise<GradeHere> {
    try {
      const { fact } = await auditStrategy(reference, this.#dir, 'node', this.#signal);
      return judgeDurability(id, fact)?.grade ?? null;
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      return error.code === 'strategy-unavailable' ? { unavailable: error.message } : null;
    }
  }
}

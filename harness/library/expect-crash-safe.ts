// expectCrashSafe: runs `save` once, records what it does to its directory, and lets `read` open every disk
// that a loss of power, or a kill, may have left. It runs in the test's own process: functions that a library
// took out of node:fs before this module was loaded are not seen, and then nothing is concluded.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { StateCoverage } from '../../results/facts/crash-states-fact.js';
import type { FailureKind, PersistenceModelId } from '../../results/vocabulary/persistence.js';
import { chooseStates } from '../crash/recovery/choose-states.js';
import { VaryingFiles } from '../crash/recovery/varying-files.js';
import { type CrashStates, collectStates } from '../crash/states/collect-states.js';
import { imageOfState } from '../crash/states/disk-image.js';
import type { UniqueState } from '../crash/states/state-collector.js';
import { writeTree } from '../crash/states/write-tree.js';
import { summarise } from '../crash/verdict/judge-states.js';
import { installTap } from '../tap/patch/install.js';
import { record } from '../tap/record/record.js';
import { type ReadAfterCrash, tellCrash } from './crash-message.js';
import { StorageAssertionError } from './storage-assertion.js';

export interface CrashSafety<T> {
  /** Reads what a program finds that starts after the crash. To throw is to fail. */
  read(file: string): T | Promise<T>;
  /**
   * What may be read. A list: each of them while `save` is under way, and once it has resolved, the last one only. A
   * function: true for what may be read; `isAcknowledged`: whether `save` had resolved.
   */
  allowed: readonly T[] | ((value: T, isAcknowledged: boolean) => boolean);
  /** Makes what is there before. It is on disk whole. */
  before?(file: string): unknown;
  /**
   * What the crash may take. kill: nothing, only the process dies. ordered, journaled, weakest: see the page on power
   * loss. Default: journaled, as a GO requires.
   */
  model?: PersistenceModelId;
  /** The name of the file. Default: document. */
  file?: string;
  /** Of disks that are read. More are sampled, and the result says so. Default: 2000. */
  disksMax?: number;
}

export interface CrashSafe {
  /** Different disks that were read. */
  disks: number;
  coverage: StateCoverage;
}

const SEED = 1;
const STATES_MAX = 100_000;

// Before what the test imports next takes its functions out of node:fs.
await installTap();

/**
 * `save` gets the path of a file in an empty directory of its own, and may put other files beside it. Rejects with a
 * StorageAssertionError: NOT_CRASH_SAFE with the smallest counterexample, or INCONCLUSIVE.
 */
export async function expectCrashSafe<T>(
  save: (file: string) => unknown,
  safety: CrashSafety<T>,
): Promise<CrashSafe> {
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-crash-'));
  try {
    return await judged(scratch, save, safety);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function judged<T>(
  scratch: string,
  save: (file: string) => unknown,
  safety: CrashSafety<T>,
): Promise<CrashSafe> {
  const name = basename(safety.file ?? 'document');
  const documentPath = `state/${name}`;
  const root = join(scratch, 'recorded');
  const file = join(root, documentPath);
  await mkdir(dirname(file), { recursive: true });
  await safety.before?.(file);
  const trace = await record(root, async (mark) => {
    mark('attempt', 1, 'save');
    await save(file);
    mark('acked', 1, 'save');
  });
  const inconclusive = (why: string): StorageAssertionError =>
    new StorageAssertionError('INCONCLUSIVE', `Whether it is crash-safe can't be said: ${why}`, {
      matcher: expectCrashSafe,
    });
  if (trace.distrust !== null) throw inconclusive(trace.distrust);
  if (trace.effects.every(({ op }) => op === 'mark')) {
    throw inconclusive(`save() did nothing to ${dirname(file)} that could be seen`);
  }
  const model = safety.model ?? 'journaled';
  const options = { documentPath, model, statesMax: STATES_MAX };
  // Whatever varies between the disks is varied in content too: nobody knows what `read` depends on.
  const alsoRead = [...new VaryingFiles(collectStates(trace, options)).paths];
  const found = collectStates(trace, { ...options, alsoRead });
  const chosen = chooseStates(found, safety.disksMax ?? 2000, SEED);
  const outcomes = new Map<UniqueState, ReadAfterCrash<T>>();
  for (const [at, state] of chosen.entries()) {
    const disk = join(scratch, `disk-${at}`);
    outcomes.set(state, await readFrom(found, state, disk, documentPath, safety));
    await rm(disk, { recursive: true, force: true });
  }
  const { counterexamples } = summarise(found, (state, { acked }) => {
    const outcome = outcomes.get(state);
    const kind = outcome === undefined ? null : failureOf(outcome, acked >= 0, safety.allowed);
    return kind === null ? [] : [kind];
  });
  const worst = counterexamples.filter((one) => one.model === model).sort((a, b) => a.point - b.point)[0];
  const coverage = coverageOf(found, chosen.length);
  if (worst === undefined) return { disks: chosen.length, coverage };
  const message = tellCrash(found, worst, outcomes.get(worst.state), safety.allowed);
  throw new StorageAssertionError('NOT_CRASH_SAFE', message, { matcher: expectCrashSafe });
}

async function readFrom<T>(
  found: CrashStates,
  state: UniqueState,
  disk: string,
  documentPath: string,
  { read }: CrashSafety<T>,
): Promise<ReadAfterCrash<T>> {
  writeTree(imageOfState(found, state), disk);
  try {
    return { type: 'read', value: await read(join(disk, documentPath)) };
  } catch (error) {
    return { type: 'threw', error };
  }
}

function failureOf<T>(
  outcome: ReadAfterCrash<T>,
  isAcknowledged: boolean,
  allowed: CrashSafety<T>['allowed'],
): FailureKind | null {
  if (outcome.type === 'threw') return 'recovery-failed';
  const { value } = outcome;
  if (typeof allowed === 'function') {
    return allowed(value, isAcknowledged)
      ? null
      : isAcknowledged
        ? 'lost-acknowledged-write'
        : 'torn-document';
  }
  if (!allowed.some((one) => isDeepStrictEqual(one, value))) return 'torn-document';
  return isAcknowledged && !isDeepStrictEqual(allowed.at(-1), value) ? 'lost-acknowledged-write' : null;
}

function coverageOf({ coverage, states }: CrashStates, chosen: number): StateCoverage {
  const last = coverage.at(-1) ?? { type: 'exhaustive' };
  if (chosen === states.length) return last;
  const approximately = last.type === 'sampled' ? last.approximately : states.length;
  return { type: 'sampled', judged: chosen, approximately, seed: SEED };
}

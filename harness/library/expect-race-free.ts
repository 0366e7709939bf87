// expectRaceFree: runs functions of a test as concurrent clients of one process, in every order of their file
// operations with a few preemptions, and asks after each whether the invariant holds. What several processes
// do to each other it can't show: synchronous calls that follow each other are one step, as they are in one
// process. For processes there are `describeStorage` and `holdfast explore`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Execution } from '../interleavings/program.js';
import { search } from '../interleavings/search/search.js';
import { LocalProgram } from './local-program.js';
import { tellRace } from './race-message.js';
import { messageOfThrown, StorageAssertionError } from './storage-assertion.js';

export interface RaceOptions {
  /** Most preemptions in one schedule: two are enough for most races. Default: 2. */
  preemptions?: number;
  /** More than so many schedules are not run, and then nothing is concluded. Default: 5000. */
  schedulesMax?: number;
  /** Errors by which a client may refuse, such as a conflict. Default: none. */
  mayReject?: (error: unknown) => boolean;
}

export interface RaceFree {
  /** That were run from beginning to end. */
  schedules: number;
  preemptions: number;
}

type Client = (directory: string) => unknown;

/**
 * `setup` makes what is there before, in an empty directory; the clients then run at the same time; `invariant` throws,
 * or gives false, where what they left is wrong, and gets what became of each. All are called once for each schedule.
 * Rejects with a StorageAssertionError: RACE with the smallest schedule, or INCONCLUSIVE.
 */
export async function expectRaceFree(
  setup: (directory: string) => unknown,
  clients: readonly Client[],
  invariant: (directory: string, results: readonly PromiseSettledResult<unknown>[]) => unknown,
  options: RaceOptions = {},
): Promise<RaceFree> {
  const { preemptions = 2, schedulesMax = 5000, mayReject = () => false } = options;
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-race-'));
  const inconclusive = (why: string): StorageAssertionError =>
    new StorageAssertionError('INCONCLUSIVE', `Whether it is free of races can't be said: ${why}`, {
      matcher: expectRaceFree,
    });
  try {
    const program = await LocalProgram.make({ scratch, setup, clients, invariant, mayReject });
    const result = await search(program, planFor(clients.length, preemptions, schedulesMax), {
      seed: 1,
      judge: (execution: Execution) => program.judge(execution),
      nowMs: () => performance.now(),
    });
    const [worst] = result.violations;
    if (result.distrust !== null) throw inconclusive(result.distrust);
    if (worst !== undefined) {
      const message = tellRace(
        worst,
        clients.map(({ name }) => name),
      );
      throw new StorageAssertionError('RACE', message, {
        matcher: expectRaceFree,
        cause: program.causeOf(worst.execution),
      });
    }
    const { completeTo } = result.coverage;
    if (completeTo === null || completeTo < preemptions) {
      throw inconclusive(
        `${result.schedules} schedules are not all with at most ${preemptions} preemptions; raise schedulesMax`,
      );
    }
    if (result.steps === 0) throw inconclusive('the clients did nothing to a file that could be seen');
    return { schedules: result.schedules, preemptions };
  } catch (error) {
    if (error instanceof StorageAssertionError) throw error;
    throw inconclusive(messageOfThrown(error));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function planFor(writers: number, preemptions: number, schedulesMax: number) {
  return {
    variant: 'plain',
    writers,
    writes: 1,
    readers: 0,
    search: 'dfs',
    preemptions,
    schedulesMax,
    msMax: null,
    findAll: false,
  } as const;
}

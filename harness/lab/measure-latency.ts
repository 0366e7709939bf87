// Latency of acknowledged writes and of reads, interleaved in rounds with the same-run floors and with itself
// (the A/A pair), so that a noisy machine hits all of them alike. tinybench drives; it sorts its samples, so the
// ordered raw ones are kept here. Measured writes are read back by another store outside the timed part.
import path from 'node:path';
import { Bench as Tinybench } from 'tinybench';
import type { SamplesFact, Series } from '../../results/facts/samples-fact.js';
import type { Store } from '../../strategies/strategy.js';
import type { CaseContext } from '../actors/case-context.js';
import { hrtimeNs } from '../actors/clock.js';
import { makeDocument, observe } from '../document.js';
import { type BareOperation, flushFloor, readFloor, renameFloor } from './floors.js';
import { watchMachine } from './machine-load.js';

interface Contestant {
  id: Series['id'];
  /** Prepares one write; the returned function is what is timed. */
  prepare(n: number): Promise<() => Promise<void> | void>;
  /** Outside the timed part. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

export interface LatencyPlan {
  rounds: number;
  perRound: number;
  documentBytes: number;
  /** Writes that are read back: each, or the first of a round where reading takes much longer than writing. */
  verified: 'each' | 'first-of-round';
}

interface Tally {
  acknowledged: number;
  /** Read back by another client. */
  verified: number;
}

const isThere = ({ acknowledged, verified }: Tally): boolean => acknowledged === verified;

const LOCK_TIMEOUT_MS = 5000;
/** Per contestant, before anything is counted. */
const WARM_UP = 10;
/** From this size on the content takes the time, not the code. */
const WARM_UP_BYTES_MAX = 256 * 1024;
const warmUps = ({ documentBytes }: LatencyPlan): number => (documentBytes > WARM_UP_BYTES_MAX ? 2 : WARM_UP);

export async function measureLatency(
  context: CaseContext,
  plan: LatencyPlan,
  seed: number,
): Promise<SamplesFact> {
  const tally: Tally = { acknowledged: 0, verified: 0 };
  const contestants = [
    await strategyContestant(context, 'strategy', plan, tally),
    floorContestant(context, 'raw-floor', plan, flushFloor),
    floorContestant(context, 'classical-floor', plan, renameFloor),
    await strategyContestant(context, 'strategy-again', plan, tally),
    ...(await readContestants(context, plan)),
    floorContestant(context, 'read-floor', plan, readFloor),
  ];
  const samples = new Map<Series['id'], number[]>(contestants.map(({ id }) => [id, []]));
  let n = 0;
  const time = async (contestant: Contestant): Promise<number> => {
    const write = await contestant.prepare(n++);
    const before = hrtimeNs();
    await write();
    const durationNs = Number(hrtimeNs() - before);
    await contestant.verify();
    return durationNs;
  };
  for (const contestant of contestants) {
    for (let count = 0; count < warmUps(plan) && isThere(tally); count += 1) await time(contestant);
  }
  // What comes after a write that is not there, a conflict with what was thought to be there, says less than that.
  const rounds = isThere(tally) ? plan.rounds : 0;
  if (rounds > 0) Object.assign(tally, { acknowledged: 0, verified: 0 });
  const machine = watchMachine();
  for (let round = 0; round < rounds; round += 1) {
    const driver = new Tinybench({ iterations: plan.perRound, time: 0, warmup: false, throws: true });
    for (const contestant of rotated(contestants, round)) {
      driver.add(contestant.id, async () => {
        const durationNs = await time(contestant);
        samples.get(contestant.id)?.push(durationNs);
        return { overriddenDuration: durationNs / 1e6 };
      });
    }
    await driver.run();
  }
  const load = machine();
  for (const contestant of contestants) await contestant.close();
  return {
    kind: 'samples',
    documentBytes: plan.documentBytes,
    rounds,
    series: contestants.map(({ id }) => ({ id, samplesNs: samples.get(id) ?? [] })),
    ...tally,
    seed,
    machine: load,
  };
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const shift = by % items.length;
  return [...items.slice(shift), ...items.slice(0, shift)];
}

async function strategyContestant(
  context: CaseContext,
  id: Series['id'],
  plan: LatencyPlan,
  tally: Tally,
): Promise<Contestant> {
  const documentPath = path.join(context.freshDirectory(id), 'tasks.yaml');
  const store = await context.open(documentPath, { lockTimeoutMs: LOCK_TIMEOUT_MS });
  const witness: Store = await context.open(documentPath, { lockTimeoutMs: LOCK_TIMEOUT_MS });
  let rev = 0;
  let token = '';
  let count = 0;
  return {
    id,
    async prepare(n) {
      count += 1;
      token = `${id}-${n}`;
      const next = makeDocument(token, plan.documentBytes);
      return async () => {
        const stored = await context.inside('write', () => store.write(next, rev), LOCK_TIMEOUT_MS);
        rev = observe(stored).rev;
      };
    },
    async verify() {
      if (plan.verified === 'first-of-round' && count % plan.perRound !== 1 % plan.perRound) return;
      tally.acknowledged += 1;
      const seen = await context.attempt(() => context.inside('read', () => witness.read()));
      if (seen.ok && seen.value !== null && observe(seen.value).token === token) tally.verified += 1;
    },
    async close() {
      await context.inside('close', () => store.close());
      await context.inside('close', () => witness.close());
    },
  };
}

/** A read after another client's write, and once more: a store that caches shows the difference. */
async function readContestants(context: CaseContext, plan: LatencyPlan): Promise<Contestant[]> {
  const documentPath = path.join(context.freshDirectory('read'), 'tasks.yaml');
  const writer = await context.open(documentPath, { lockTimeoutMs: LOCK_TIMEOUT_MS });
  const reader = await context.open(documentPath, { lockTimeoutMs: LOCK_TIMEOUT_MS });
  const write = (n: number) =>
    context.inside(
      'write',
      () => writer.write(makeDocument(`read-${n}`, plan.documentBytes), null),
      LOCK_TIMEOUT_MS,
    );
  const read = async (): Promise<void> => {
    await context.inside('read', () => reader.read());
  };
  const nothing = async (): Promise<void> => {};
  return [
    {
      id: 'read',
      async prepare(n) {
        await write(n);
        return read;
      },
      verify: nothing,
      close: () => context.inside('close', () => writer.close()),
    },
    {
      id: 'read-unchanged',
      prepare: async () => read,
      verify: nothing,
      close: () => context.inside('close', () => reader.close()),
    },
  ];
}

function floorContestant(
  context: CaseContext,
  id: Series['id'],
  { documentBytes }: LatencyPlan,
  make: (directory: string, size: number) => BareOperation,
): Contestant {
  const floor = make(context.freshDirectory(id), documentBytes);
  return {
    id,
    prepare: async (n) => () => floor.run(n),
    verify: async () => {},
    close: async () => floor.close(),
  };
}

// Latency of acknowledged writes, interleaved in rounds with the same-run floors and with itself (the A/A
// pair), so that a noisy machine hits all of them alike. tinybench drives; it sorts its samples, so the
// ordered raw ones are kept here. Every measured write is read back by another store outside the timed part.

import fs from 'node:fs';
import path from 'node:path';
import { Bench as Tinybench } from 'tinybench';
import type { SamplesFact, Series } from '../../results/facts/samples-fact.js';
import type { Store } from '../../strategies/strategy.js';
import type { CaseContext } from '../actors/case-context.js';
import { hrtimeNs } from '../actors/clock.js';
import { makeDocument, observe } from '../document.js';

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

export async function measureLatency(
  context: CaseContext,
  plan: LatencyPlan,
  seed: number,
): Promise<SamplesFact> {
  const tally: Tally = { acknowledged: 0, verified: 0 };
  const contestants = [
    await strategyContestant(context, 'strategy', plan, tally),
    rawFloor(context, plan),
    classicalFloor(context, plan),
    await strategyContestant(context, 'strategy-again', plan, tally),
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
    for (let count = 0; count < WARM_UP && isThere(tally); count += 1) await time(contestant);
  }
  // What comes after a write that is not there, a conflict with what was thought to be there, says less than that.
  const rounds = isThere(tally) ? plan.rounds : 0;
  if (rounds > 0) Object.assign(tally, { acknowledged: 0, verified: 0 });
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
  for (const contestant of contestants) await contestant.close();
  return {
    kind: 'samples',
    documentBytes: plan.documentBytes,
    rounds,
    series: contestants.map(({ id }) => ({ id, samplesNs: samples.get(id) ?? [] })),
    ...tally,
    seed,
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
  return {
    id,
    async prepare(n) {
      token = `${id}-${n}`;
      const next = makeDocument(token, plan.documentBytes);
      return async () => {
        const stored = await context.inside('write', () => store.write(next, rev), LOCK_TIMEOUT_MS);
        rev = observe(stored).rev;
      };
    },
    async verify() {
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

/** The least that any durable write costs: overwrite in place and fdatasync, on a preallocated file. */
function rawFloor(context: CaseContext, plan: LatencyPlan): Contestant {
  const fd = fs.openSync(path.join(context.freshDirectory('raw-floor'), 'floor'), 'w');
  const bytes = Buffer.alloc(plan.documentBytes, 'x');
  fs.writeSync(fd, bytes, 0, bytes.length, 0);
  fs.fsyncSync(fd);
  return {
    id: 'raw-floor',
    async prepare(n) {
      bytes.write(String(n));
      return () => {
        fs.writeSync(fd, bytes, 0, bytes.length, 0);
        fs.fdatasyncSync(fd);
      };
    },
    verify: async () => {},
    close: async () => fs.closeSync(fd),
  };
}

/**
 * The classical durable replacement, without lock and without YAML: temp file, fsync, rename, directory
 * fsync.
 */
function classicalFloor(context: CaseContext, plan: LatencyPlan): Contestant {
  const directory = context.freshDirectory('classical-floor');
  const target = path.join(directory, 'floor');
  const temporary = path.join(directory, 'floor.tmp');
  const bytes = Buffer.alloc(plan.documentBytes, 'x');
  return {
    id: 'classical-floor',
    async prepare(n) {
      bytes.write(String(n));
      return () => {
        const fd = fs.openSync(temporary, 'w');
        fs.writeSync(fd, bytes, 0, bytes.length, 0);
        fs.fsyncSync(fd);
        fs.closeSync(fd);
        fs.renameSync(temporary, target);
        syncDirectory(directory);
      };
    },
    verify: async () => {},
    close: async () => {},
  };
}

function syncDirectory(directory: string): void {
  // Windows can't fsync a directory; the floor is then without it, as every strategy is.
  if (process.platform === 'win32') return;
  const fd = fs.openSync(directory, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

// Who takes part in `npm run bench`: the floors of Node and of C, every strategy that is not broken on purpose, some
// peers, and the protocol of M0.3. Each writes what it is told and times itself.
import fs from 'node:fs';
import path from 'node:path';
import {
  flushInCName,
  flushName,
  renameInCName,
  renameName,
} from '../../../reports/evidence/performance-record.js';
import type { Role, Strategy } from '../../../strategies/strategy.js';
import { strategies } from '../../../strategies/strategy-registry.js';
import { makeDocument } from '../../document.js';
import { type BareOperation, flushFloor, renameFloor } from '../floors.js';
import { type CompiledFloor, compiledFloor } from './compiled-floor.js';

export interface SpeedContestant {
  id: string;
  /** The milliseconds of so many writes. */
  write(count: number): Promise<number[]>;
  close(): Promise<void>;
}

export interface BenchStrategy {
  id: string;
  role: Role;
  strategy: Strategy;
}

/** Libraries that many programs take; the others are told in the page of libraries. */
const PEERS = ['write-file-atomic', 'atomically', 'steno', 'lmdb', 'sqlite', 'sqlite-wal'];
/** Broken on purpose, and what it is all compared with. */
const M03 = 'm03';

/** Those that work here, in the order of the registry; `ids` empty: all. */
export async function benchStrategies(ids: readonly string[]): Promise<BenchStrategy[]> {
  const unknown = ids.find((id) => !Object.hasOwn(strategies, id));
  if (unknown !== undefined) throw new Error(`no strategy ${unknown}`);
  const found: BenchStrategy[] = [];
  for (const [id, load] of Object.entries(strategies)) {
    if (ids.length > 0 && !ids.includes(id)) continue;
    const { default: strategy } = await load();
    const role = strategy.role ?? 'candidate';
    const isAsked = role !== 'canary' && (role !== 'peer' || PEERS.includes(id));
    if (ids.length === 0 && !isAsked && id !== M03) continue;
    const there = (await strategy.availability?.()) ?? { available: true };
    if (there.available) found.push({ id, role, strategy });
    else process.stderr.write(`${id} is left out: ${there.reason}\n`);
  }
  return found;
}

export async function strategyContestant(
  { id, strategy }: BenchStrategy,
  directory: string,
  bytes: number,
): Promise<SpeedContestant> {
  const store = await strategy.open(path.join(directory, 'tasks.yaml'), { lockTimeoutMs: 5000 });
  const isCompared = (strategy.level ?? 'compare-and-swap') === 'compare-and-swap';
  let rev = (await store.read())?.rev ?? 0;
  let n = 0;
  return {
    id,
    async write(count) {
      const samplesMs: number[] = [];
      for (let done = 0; done < count; done += 1) {
        const next = makeDocument(`n${n++}`, bytes);
        const beganMs = performance.now();
        const stored = await store.write(next, isCompared ? rev : null);
        samplesMs.push(performance.now() - beganMs);
        rev = stored.rev;
      }
      return samplesMs;
    },
    close: () => store.close(),
  };
}

/** `fresh` makes a directory. A sentence says what is left out. */
export async function floorContestants(
  place: string,
  fresh: (name: string) => string,
): Promise<{ of: (bytes: number) => SpeedContestant[]; leftOut: string | null }> {
  const compiled = await compiledFloor(place);
  const inC = (id: string, kind: 'flush' | 'rename', by: CompiledFloor, bytes: number): SpeedContestant => {
    const directory = fresh(id);
    return {
      id,
      write: async (count) => (await by.run(kind, directory, bytes, count)).map((ns) => ns / 1e6),
      close: async () => {},
    };
  };
  const inNode = (id: string, make: (directory: string, size: number) => BareOperation, bytes: number) =>
    timedFloor(id, make(fresh(id), bytes));
  return {
    of: (bytes) => [
      inNode(flushName, flushFloor, bytes),
      inNode(renameName, renameFloor, bytes),
      ...(typeof compiled === 'string'
        ? []
        : [inC(flushInCName, 'flush', compiled, bytes), inC(renameInCName, 'rename', compiled, bytes)]),
    ],
    leftOut: typeof compiled === 'string' ? `The floors in C are ${compiled}.` : null,
  };
}

function timedFloor(id: string, floor: BareOperation): SpeedContestant {
  let n = 0;
  return {
    id,
    async write(count) {
      const samplesMs: number[] = [];
      for (let done = 0; done < count; done += 1) {
        const beganMs = performance.now();
        floor.run(n++);
        samplesMs.push(performance.now() - beganMs);
      }
      return samplesMs;
    },
    close: async () => floor.close(),
  };
}

/** Fresh directories below `place`. */
export function directoriesIn(place: string): (name: string) => string {
  return (name) => fs.mkdtempSync(path.join(place, `${name.replaceAll(' ', '-')}-`));
}

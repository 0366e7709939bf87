// SIGKILLs aimed into the writes of child processes. Each victim writes on a document of its own; what it
// had acknowledged stands in its journal. After the kill the host recovers like the next application would:
// read, then write, and looks at what litter remains.
import path from 'node:path';
import type { Observed } from '../../results/history.js';
import type { Kill, KillsFact } from '../../results/kills.js';
import type { KillPlan } from '../../scenarios/lab.js';
import { type ActorTask, journalPathOf } from '../actors/actor.js';
import { operationsOf, readJournal } from '../actors/reading-journals.js';
import type { RunningProcess } from '../actors/running.js';
import type { Bench } from '../bench.js';
import { nowNs } from '../clock.js';
import { makeDocument, observe } from '../document.js';
import { leftoversBeside } from '../leftovers.js';
import { type Aim, strike } from './aim.js';

/** The patience of the write after a kill: a strategy that recovers by a stale time needs most of it. */
const RECOVERY_MS_MAX = 15_000;
/** One recovery longer than this means that a stale time, not the kernel, frees the lock. */
const SLOW_RECOVERY_NS = 2e9;
/** Enough that no victim runs dry before its kill. */
const WRITES_MAX = 500;
const AT_ONCE = 3;
const KILLS_MIN = 100;

interface Blow {
  index: number;
  aim: Aim;
  documentBytes: number;
  writeNs: number;
}

export async function kill(
  bench: Bench,
  plans: readonly KillPlan[],
  options: { slowKills: number },
): Promise<KillsFact> {
  const { blows, ordinary } = await prepare(bench, plans);
  const first = await inParallel(blows.slice(0, options.slowKills), options.slowKills, (blow) =>
    strikeOnce(bench, blow, ordinary),
  );
  const slowRecovery = first.some((hit) => hit.nextWrite.recoveryNs > SLOW_RECOVERY_NS);
  const rest = slowRecovery
    ? []
    : await inParallel(blows.slice(options.slowKills), AT_ONCE, (blow) => strikeOnce(bench, blow, ordinary));
  return {
    kind: 'kills',
    writeNsMedian: median(blows.map((blow) => blow.writeNs)),
    plannedMin: slowRecovery ? options.slowKills : KILLS_MIN,
    slowRecovery,
    kills: [...first, ...rest],
  };
}

/** The blows in random order, and what an ordinary write of this strategy leaves beside the document. */
async function prepare(
  bench: Bench,
  plans: readonly KillPlan[],
): Promise<{ blows: Blow[]; ordinary: Set<string> }> {
  const blows: Omit<Blow, 'index'>[] = [];
  const ordinary = new Set<string>();
  for (const { documentBytes, uniform, onset } of plans) {
    const measured = await measureWrites(bench, documentBytes);
    for (const name of measured.leftovers) ordinary.add(name);
    const blow = (aim: Aim) => ({ aim, documentBytes, writeNs: measured.writeNs });
    for (let count = 0; count < uniform; count += 1) blows.push(blow('uniform'));
    for (let count = 0; count < onset; count += 1) blows.push(blow('onset'));
  }
  shuffle(blows, bench);
  return { blows: blows.map((blow, index) => ({ ...blow, index })), ordinary };
}

const MEASURED_WRITES = 7;

async function measureWrites(
  bench: Bench,
  documentBytes: number,
): Promise<{ writeNs: number; leftovers: string[] }> {
  const documentPath = path.join(bench.freshDirectory('undisturbed'), 'tasks.yaml');
  const store = await bench.open(documentPath, { lockTimeoutMs: RECOVERY_MS_MAX });
  const durationsNs: number[] = [];
  for (let rev = 0; rev < MEASURED_WRITES; rev += 1) {
    const next = makeDocument(`undisturbed${rev}`, documentBytes);
    const before = nowNs(bench.epochNs);
    await bench.inside('write', () => store.write(next, rev));
    durationsNs.push(nowNs(bench.epochNs) - before);
  }
  await bench.inside('close', () => store.close());
  return { writeNs: median(durationsNs), leftovers: leftoversBeside(documentPath) };
}

async function strikeOnce(bench: Bench, blow: Blow, ordinary: ReadonlySet<string>): Promise<Kill> {
  const documentPath = path.join(bench.freshDirectory('victim'), 'tasks.yaml');
  const initial = await writeInitial(bench, documentPath, blow);
  const victim = bench.crew.process(victimTask(bench, blow, documentPath));
  await victim.ready;
  const delayNs = await strike(bench, victim, blow, documentPath);
  const killedNs = nowNs(bench.epochNs);
  await victim.ended;
  const last = lastWords(victim, initial);
  const recovered = await readRecovered(bench, documentPath);
  const nextWrite = await writeNext(bench, documentPath, blow, recovered, killedNs);
  const litter = leftoversBeside(documentPath).filter((name) => !ordinary.has(name));
  return {
    index: blow.index,
    aim: blow.aim,
    documentBytes: blow.documentBytes,
    delayNs,
    ...last,
    recovered,
    nextWrite,
    litter,
  };
}

async function writeInitial(bench: Bench, documentPath: string, blow: Blow): Promise<Observed> {
  const store = await bench.open(documentPath, { lockTimeoutMs: RECOVERY_MS_MAX });
  const next = makeDocument(`initial${blow.index}`, blow.documentBytes);
  const stored = await bench.inside('write', () => store.write(next, 0));
  await bench.inside('close', () => store.close());
  return observe(stored);
}

function victimTask(bench: Bench, blow: Blow, documentPath: string): ActorTask {
  const recordDirectory = bench.freshDirectory('record');
  return {
    actor: blow.index,
    strategy: bench.reference,
    documentPaths: [documentPath],
    journalPath: path.join(recordDirectory, 'journal'),
    activityPath: path.join(recordDirectory, 'activity'),
    epochNs: String(bench.epochNs),
    seed: bench.random.integer(1, 2 ** 30),
    lockTimeoutMs: 0,
    job: { kind: 'chain', writesMax: WRITES_MAX, documentBytes: blow.documentBytes },
  };
}

/** What the victim had acknowledged and what it was in the middle of, from its journal. */
function lastWords(
  victim: RunningProcess,
  initial: Observed,
): Pick<Kill, 'landed' | 'lastAcked' | 'pending'> {
  const ops = operationsOf(victim.task.actor, readJournal(journalPathOf(victim.task, 0)));
  let lastAcked = { rev: initial.rev, token: initial.token ?? '' };
  const pending: string[] = [];
  for (const op of ops) {
    if (op.kind !== 'write') continue;
    if (op.outcome.type === 'ok') lastAcked = { rev: op.outcome.rev, token: op.token };
    else pending.push(op.token);
  }
  const last = ops.at(-1);
  const midWrite = last?.kind === 'write' && last.completeNs === null;
  return { landed: midWrite ? 'mid-write' : ops.length === 0 ? 'early' : 'late', lastAcked, pending };
}

async function readRecovered(bench: Bench, documentPath: string): Promise<Kill['recovered']> {
  const read = await bench.attempt(async () => {
    const store = await bench.open(documentPath, { lockTimeoutMs: RECOVERY_MS_MAX });
    const document = await bench.inside('read', () => store.read());
    await bench.inside('close', () => store.close());
    return document;
  });
  if (!read.ok) return { type: 'error', code: read.code, message: read.message };
  if (read.value === null) return { type: 'absent' };
  return { type: 'document', observed: observe(read.value) };
}

async function writeNext(
  bench: Bench,
  documentPath: string,
  blow: Blow,
  recovered: Kill['recovered'],
  killedNs: number,
): Promise<Kill['nextWrite']> {
  // A document that can't be read can't be expected at a rev either; the write then says what it thinks of it.
  const expectedRev =
    recovered.type === 'document' ? recovered.observed.rev : recovered.type === 'absent' ? 0 : null;
  const next = makeDocument(`next${blow.index}`, blow.documentBytes);
  const written = await bench.attempt(async () => {
    const store = await bench.open(documentPath, { lockTimeoutMs: RECOVERY_MS_MAX });
    try {
      return await bench.inside('write', () => store.write(next, expectedRev), RECOVERY_MS_MAX);
    } finally {
      await bench.inside('close', () => store.close());
    }
  });
  const recoveryNs = nowNs(bench.epochNs) - killedNs;
  if (!written.ok) return { type: 'error', code: written.code, message: written.message, recoveryNs };
  return { type: 'ok', rev: observe(written.value).rev, recoveryNs };
}

async function inParallel<In, Out>(
  items: readonly In[],
  atOnce: number,
  work: (item: In) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, lane));
  return results;
}

function shuffle(items: unknown[], bench: Bench): void {
  for (let index = items.length - 1; index > 0; index -= 1) {
    const other = bench.random.integer(0, index);
    [items[index], items[other]] = [items[other], items[index]];
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

// Contention of many actors on one document: starts them together, waits until the writers are done, reads
// the result with a fresh store, and turns the journals into one history per document.
import fs from 'node:fs';
import path from 'node:path';
import type { DeathFact } from '../../results/vocabulary/death.js';
import type { Actor, HistoryFact, HistoryOp } from '../../results/vocabulary/history.js';
import type { ContentionWorkload } from '../../scenarios/lab.js';
import { activityFileOf } from '../actors/activity.js';
import { type ActorTask, journalPathOf } from '../actors/actor.js';
import { type ActorEnding, type ActorHandle, deathOf, watchForHangs } from '../actors/actor-handle.js';
import type { CaseContext } from '../actors/case-context.js';
import { nowNs } from '../actors/clock.js';
import { operationsOf, readJournal, starvedMsOf } from '../actors/read-journals.js';
import { leftoversBeside, makeDocument, observe } from '../document.js';
import { type ContendedPlace, contendedPlace } from './contended-places.js';
import { readFinal } from './read-final.js';
import { finalThroughB, mountOf, untilSeenThroughB } from './two-mounts.js';

/** Between the last actor's `ready` and the common start: time for the message to reach all actors. */
const START_DELAY_NS = 30e6;
/** The same before a later round, for which everybody is awake. */
const ROUND_DELAY_NS = 4e6;

export interface ContentionOutcome {
  histories: HistoryFact[];
  deaths: DeathFact[];
}

export async function contend(
  context: CaseContext,
  workload: ContentionWorkload,
): Promise<ContentionOutcome> {
  const rounds = workload.cycle.type === 'once' ? workload.cycle.rounds : 1;
  const places: ContendedPlace[] = [];
  for (let round = 0; round < rounds; round += 1) {
    places.push(
      contendedPlace(context.freshDirectory('round'), workload.place, (below) => context.throughB(below)),
    );
  }
  const documentPaths = places.map(({ document }) => document);
  const initials =
    workload.place === 'absent-directories'
      ? []
      : await writeInitials(context, documentPaths, workload.documentBytes);
  const seenMs =
    workload.place === 'two-mounts' ? await untilSeenThroughB(context, documentPaths[0], initials[0]) : null;
  const tasks = tasksOf(context, workload, places);
  const processes = tasks.processes.map((task) => context.actorPool.process(task));
  const actors: ActorHandle[] = [...(await context.actorPool.threads(tasks.threads)), ...processes];
  const endings = await runActors(context, actors, rounds);
  const histories: HistoryFact[] = [];
  for (const [round, documentPath] of documentPaths.entries()) {
    const final = await readFinal(context, documentPath);
    histories.push({
      kind: 'history',
      actors: actors.map(describeActor),
      initial: initials[round] ?? null,
      ops: operations(actors, round),
      final,
      ...(workload.place === 'two-mounts'
        ? { throughB: { ...(await finalThroughB(context, documentPath, final)), initialMs: seenMs } }
        : {}),
      leftovers: fs.existsSync(path.dirname(documentPath)) ? leftoversBeside(documentPath) : [],
      documentBytes: workload.documentBytes,
    });
  }
  const deaths = actors.map((actor, index) => deathOf(actor, endings[index] ?? { type: 'done' }));
  return { histories, deaths: deaths.filter((death) => death !== null) };
}

async function writeInitials(context: CaseContext, documentPaths: string[], documentBytes: number) {
  const initials: HistoryFact['initial'][] = [];
  for (const [round, documentPath] of documentPaths.entries()) {
    const store = await context.open(documentPath, { lockTimeoutMs: 5000 });
    const stored = await context.inside('write', () =>
      store.write(makeDocument(`initial${round}`, documentBytes), 0),
    );
    await context.inside('close', () => store.close());
    initials.push(observe(stored));
  }
  return initials;
}

function writerOf({
  cycle,
  documentBytes,
  place,
  retryMsMax,
  triesMax,
}: ContentionWorkload): ActorTask['job'] {
  switch (cycle.type) {
    case 'once':
      return { kind: 'once', expectedRev: place === 'absent-directories' ? 0 : 1, documentBytes };
    case 'back-to-back':
      return { kind: cycle.type, durationMs: cycle.durationMs, writesMin: cycle.writesMin, documentBytes };
    case 'read-modify-write':
      return { kind: 'writer', acknowledged: cycle.writesEach, retryMsMax, triesMax, documentBytes };
  }
}

/** The actors' tasks: writers first, then readers, threads before processes. */
function tasksOf(context: CaseContext, workload: ContentionWorkload, places: readonly ContendedPlace[]) {
  const writer = writerOf(workload);
  const recordDirectory = context.freshDirectory('records');
  const jobs = (crew: { writers: number; readers: number }): ActorTask['job'][] => [
    ...Array.from({ length: crew.writers }, () => writer),
    ...Array.from({ length: crew.readers }, () => ({ kind: 'reader' as const })),
  ];
  let next = 0;
  const task = (where: Actor['where'], job: ActorTask['job']): ActorTask => {
    const actor = next++;
    return {
      actor,
      job,
      strategy: context.reference,
      documentPaths: places.map(({ document, names }) => names[actor % names.length] ?? document),
      ...(workload.place === 'two-mounts' ? { mount: mountOf(actor) } : {}),
      journalPath: path.join(recordDirectory, `journal-${actor}`),
      activityPath: path.join(recordDirectory, activityFileOf(where, actor)),
      epochNs: String(context.epochNs),
      seed: context.random.integer(1, 2 ** 30),
      lockTimeoutMs: workload.lockTimeoutMs,
    };
  };
  return {
    threads: jobs(workload.threads).map((job) => task('thread', job)),
    processes: jobs(workload.processes).map((job) => task('process', job)),
  };
}

/**
 * Starts all actors together in each round, waits for the writers, then stops the readers; hung actors are
 * killed.
 */
async function runActors(
  context: CaseContext,
  actors: readonly ActorHandle[],
  rounds: number,
): Promise<ActorEnding[]> {
  const watch = watchForHangs(actors);
  try {
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(actors.map((actor) => actor.ready(round)));
      const atNs = nowNs(context.epochNs) + (round === 0 ? START_DELAY_NS : ROUND_DELAY_NS);
      for (const actor of actors) actor.send({ say: 'start', atNs });
    }
    const readers = actors.filter((actor) => actor.task.job.kind === 'reader');
    await Promise.all(actors.filter((actor) => !readers.includes(actor)).map((actor) => actor.ended));
    for (const reader of readers) reader.send({ say: 'stop' });
    const endings = await Promise.all(actors.map((actor) => actor.ended));
    return endings.map((ending, index): ActorEnding => {
      const actor = actors[index];
      if (actor === undefined || !watch.hung.has(actor)) return ending;
      return { type: 'died', how: { type: 'hang', afterMs: watch.hangMs } };
    });
  } finally {
    watch.stop();
  }
}

function describeActor(actor: ActorHandle): Actor {
  const starvedMs = starvedMsOf(readJournal(journalPathOf(actor.task, 0)));
  return {
    ...(starvedMs === null ? {} : { starvedMs }),
    actor: actor.task.actor,
    ...(actor.task.mount === undefined ? {} : { mount: actor.task.mount }),
    where: actor.where,
    job: actor.task.job.kind === 'reader' ? 'reader' : 'writer',
  };
}

function operations(actors: readonly ActorHandle[], round: number): HistoryOp[] {
  const ops = actors.flatMap(({ task }) => {
    // Only one-write rounds have several journals; otherwise the first holds everything.
    const file = journalPathOf(task, round);
    return fs.existsSync(file) ? operationsOf(task.actor, readJournal(file)) : [];
  });
  return ops.sort((a, b) => a.invokeNs - b.invokeNs);
}

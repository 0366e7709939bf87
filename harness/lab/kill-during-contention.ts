// Kills writers of one document, one at a time, while the others continue; each but the last is replaced. The
// history, in which the operations of killed writers stay open, shows whether an acknowledged write was lost.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { HistoryFact, HistoryOp } from '../../results/vocabulary/history.js';
import { type ActorTask, journalPathOf } from '../actors/actor.js';
import type { ProcessHandle } from '../actors/actor-handle.js';
import { watchForHangs } from '../actors/actor-handle.js';
import type { CaseContext } from '../actors/case-context.js';
import { nowNs } from '../actors/clock.js';
import { operationsOf, readJournal } from '../actors/read-journals.js';
import { leftoversBeside, makeDocument, observe } from '../document.js';
import { readFinal } from './read-final.js';
import { finalThroughB, mountOf } from './two-mounts.js';

const RETRY_MS_MAX = 2;
const BETWEEN_KILLS_MS = { min: 10, max: 40 };
/**
 * After each kill the writers continue until this many writes are acknowledged for each kill so far, or time
 * is up.
 */
const ACKNOWLEDGED_A_KILL = 40;
const CONTINUE_MS_MAX = 300;
const LOOK_EVERY_MS = 20;

export interface ContentionKillPlan {
  kills: number;
  writers: number;
  documentBytes: number;
  /** The writers reach the document through the two directories of the run in turn. */
  twoMounts?: true;
  /** See `watchForHangs`; default `HANG_MS`. */
  hangMs?: number;
}

export async function killDuringContention(
  context: CaseContext,
  plan: ContentionKillPlan,
): Promise<HistoryFact> {
  const documentPath = path.join(context.freshDirectory('contended'), 'tasks.yaml');
  const recordDirectory = context.freshDirectory('contended-records');
  const store = await context.open(documentPath, { lockTimeoutMs: 5000 });
  const initial = observe(
    await context.inside('write', () => store.write(makeDocument('initial', plan.documentBytes), 0)),
  );
  await context.inside('close', () => store.close());
  // Replacements are ready at once, so that starting processes does not prolong the contention.
  const ahead = (count: number): void => {
    if (plan.twoMounts === undefined) context.actorPool.startAhead(count);
  };
  ahead(plan.writers + (plan.kills > 1 ? 1 : 0));
  const actors: ProcessHandle[] = [];
  const startWriter = (): ProcessHandle => {
    const running = context.actorPool.process(
      writerTask(context, actors.length, documentPath, recordDirectory, plan),
    );
    actors.push(running);
    void running.ready().then(() => running.send({ say: 'start', atNs: nowNs(context.epochNs) }));
    return running;
  };
  let living = Array.from({ length: plan.writers }, startWriter);
  const watch = watchForHangs(actors, plan.hangMs);
  try {
    await Promise.all(living.map((actor) => actor.ready()));
    for (let kills = 1; kills <= plan.kills; kills += 1) {
      await setTimeout(context.random.integer(BETWEEN_KILLS_MS.min, BETWEEN_KILLS_MS.max));
      const victim = living[context.random.integer(0, living.length - 1)];
      if (victim === undefined) break;
      victim.kill();
      await victim.ended;
      living = living.filter((actor) => actor !== victim);
      // After the last kill the remaining writers, if there are any, show whether they can continue.
      if (kills < plan.kills || living.length === 0) {
        const replacement = startWriter();
        living.push(replacement);
        if (kills + 1 < plan.kills) ahead(1);
        await replacement.ready();
      }
      await untilAcknowledged(actors, kills * ACKNOWLEDGED_A_KILL);
    }
    await setTimeout(BETWEEN_KILLS_MS.max);
    for (const actor of living) actor.send({ say: 'stop' });
    await Promise.all(actors.map((actor) => actor.ended));
  } finally {
    watch.stop();
  }
  // A host of built-in strategies will probably need as many for its next case.
  if (!context.reference.startsWith('file:')) ahead(plan.writers);
  const final = await readFinal(context, documentPath);
  return {
    kind: 'history',
    actors: actors.map(({ task: { actor, mount } }) => ({
      actor,
      where: 'process',
      job: 'writer',
      ...(mount === undefined ? {} : { mount }),
    })),
    initial,
    ops: actors.flatMap(({ task }) => operations(task)).sort((a, b) => a.invokeNs - b.invokeNs),
    final,
    ...(plan.twoMounts === true
      ? { throughB: { ...(await finalThroughB(context, documentPath, final)), initialMs: null } }
      : {}),
    leftovers: leftoversBeside(documentPath),
    documentBytes: plan.documentBytes,
  };
}

/** Until so many writes are acknowledged to all actors, killed ones included, or time is up. */
async function untilAcknowledged(actors: readonly ProcessHandle[], count: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < CONTINUE_MS_MAX; waitedMs += LOOK_EVERY_MS) {
    if (actors.reduce((sum, { task }) => sum + acknowledged(task), 0) >= count) return;
    await setTimeout(LOOK_EVERY_MS);
  }
}

/** Counted in the text, because this is called again and again while the journal grows. */
function acknowledged(task: ActorTask): number {
  const file = journalPathOf(task, 0);
  return fs.existsSync(file) ? fs.readFileSync(file, 'latin1').split('"e":"write-ok"').length - 1 : 0;
}

function operations(task: ActorTask): HistoryOp[] {
  const file = journalPathOf(task, 0);
  return fs.existsSync(file) ? operationsOf(task.actor, readJournal(file)) : [];
}

function writerTask(
  context: CaseContext,
  actor: number,
  documentPath: string,
  recordDirectory: string,
  plan: Pick<ContentionKillPlan, 'documentBytes' | 'twoMounts'>,
): ActorTask {
  const mount = plan.twoMounts === true ? mountOf(actor) : undefined;
  return {
    actor,
    strategy: context.reference,
    documentPaths: [mount === 'B' ? context.throughB(documentPath) : documentPath],
    ...(mount === undefined ? {} : { mount }),
    journalPath: path.join(recordDirectory, `journal-${actor}`),
    activityPath: path.join(recordDirectory, `activity-${actor}`),
    epochNs: String(context.epochNs),
    seed: context.random.integer(1, 2 ** 30),
    lockTimeoutMs: 0,
    job: {
      kind: 'writer',
      acknowledged: Number.MAX_SAFE_INTEGER,
      retryMsMax: RETRY_MS_MAX,
      triesMax: Number.MAX_SAFE_INTEGER,
      documentBytes: plan.documentBytes,
    },
  };
}

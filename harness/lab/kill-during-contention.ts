// Writers in processes on one document, of which one after another is killed in the middle of its work and, but for the
// last one, replaced. The history with the killed actors' open operations shows whether an acknowledged write was lost.
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
import { readFinal } from './contend.js';

const RETRY_MS_MAX = 2;
const BETWEEN_KILLS_MS = { min: 10, max: 40 };
/** After each kill the contenders go on until so many writes are acknowledged for each so far, but no longer than that. */
const ACKNOWLEDGED_A_KILL = 40;
const GOING_ON_MS_MAX = 300;
const LOOK_EVERY_MS = 20;

export async function killDuringContention(
  context: CaseContext,
  plan: { kills: number; writers: number; documentBytes: number },
): Promise<HistoryFact> {
  const documentPath = path.join(context.freshDirectory('contended'), 'tasks.yaml');
  const recordDirectory = context.freshDirectory('contended-records');
  const store = await context.open(documentPath, { lockTimeoutMs: 5000 });
  const initial = observe(
    await context.inside('write', () => store.write(makeDocument('initial', plan.documentBytes), 0)),
  );
  await context.inside('close', () => store.close());
  // Whoever replaces a victim is ready at once: how long the contention lasts is ours to say, not that of a start.
  context.crew.startAhead(plan.writers + (plan.kills > 1 ? 1 : 0));
  const everybody: ProcessHandle[] = [];
  const recruit = (): ProcessHandle => {
    const running = context.crew.process(
      writerTask(context, everybody.length, documentPath, recordDirectory, plan),
    );
    everybody.push(running);
    void running.ready.then(() => running.tell({ say: 'start', atNs: nowNs(context.epochNs) }));
    return running;
  };
  let living = Array.from({ length: plan.writers }, recruit);
  const watch = watchForHangs(everybody);
  try {
    await Promise.all(living.map((actor) => actor.ready));
    for (let kills = 1; kills <= plan.kills; kills += 1) {
      await setTimeout(context.random.integer(BETWEEN_KILLS_MS.min, BETWEEN_KILLS_MS.max));
      const victim = living[context.random.integer(0, living.length - 1)];
      if (victim === undefined) break;
      victim.kill();
      await victim.ended;
      living = living.filter((actor) => actor !== victim);
      // After the last one those who are left, if there are any, show whether they can go on.
      if (kills < plan.kills || living.length === 0) {
        const replacement = recruit();
        living.push(replacement);
        if (kills + 1 < plan.kills) context.crew.startAhead(1);
        await replacement.ready;
      }
      await untilAcknowledged(everybody, kills * ACKNOWLEDGED_A_KILL);
    }
    await setTimeout(BETWEEN_KILLS_MS.max);
    for (const actor of living) actor.tell({ say: 'stop' });
    await Promise.all(everybody.map((actor) => actor.ended));
  } finally {
    watch.stop();
  }
  // The next case of a host that has more than this one strategy will probably want as many.
  if (!context.reference.startsWith('file:')) context.crew.startAhead(plan.writers);
  return {
    kind: 'history',
    actors: everybody.map(({ task }) => ({ actor: task.actor, where: 'process', job: 'writer' })),
    initial,
    ops: everybody.flatMap(({ task }) => operations(task)).sort((a, b) => a.invokeNs - b.invokeNs),
    final: await readFinal(context, documentPath),
    leftovers: leftoversBeside(documentPath),
    documentBytes: plan.documentBytes,
  };
}

/** Until so many writes are acknowledged, by the living and the dead, but no longer than that. */
async function untilAcknowledged(actors: readonly ProcessHandle[], count: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < GOING_ON_MS_MAX; waitedMs += LOOK_EVERY_MS) {
    if (actors.reduce((sum, { task }) => sum + acknowledged(task), 0) >= count) return;
    await setTimeout(LOOK_EVERY_MS);
  }
}

/** Counted in the text: this is asked again and again, while the journal grows. */
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
  plan: { documentBytes: number },
): ActorTask {
  return {
    actor,
    strategy: context.reference,
    documentPaths: [documentPath],
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

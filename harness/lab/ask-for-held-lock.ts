// A lock whose holder stands still, seen from others; then what is left of it when the holder is killed.
// Where the holder stands is found by the operation, not by time: the last moment before the document changes.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { SessionFact, SessionStep } from '../../results/facts/session-fact.js';
import type {
  HeldLockAnswer,
  HeldLockLabel,
  LeftLockRecovery,
} from '../../results/vocabulary/held-lock-observations.js';
import type { CaseContext } from '../actors/case-context.js';
import { hrtimeNs } from '../actors/clock.js';
import type {
  HolderLine,
  HolderTask,
  Recovery,
  VirtualTimeTask,
  VisitorLine,
} from '../crash/children/child-protocol.js';
import { linesIn, putTask, runChild } from '../crash/children/children.js';
import { assignChild, prestart, startForNextCase } from '../crash/children/prestarted-children.js';
import { leftoversBeside, makeDocument } from '../document.js';
import type { Child } from '../processes/fork.js';
import { startDeadline } from '../processes/running-time.js';
import { fromTimeToCome, withProcessId } from './left-locks.js';

const DOCUMENT_BYTES = 300;
/** How much longer than its timeout an answer may take before it counts as none. */
const ANSWER_MS_MAX = 4000;
const READY_MS_MAX = 20_000;
const LOOK_EVERY_MS = 5;
/** How long a fresh client may wait for a lock that was left, in virtual time. */
const PATIENCE_MS = 15_000;
const RECOVERY_MS_MAX = 30_000;

export async function askForHeldLock(
  context: CaseContext,
  timeoutsMs: readonly number[],
): Promise<SessionFact> {
  const steps: SessionStep[] = [];
  const observe = (label: HeldLockLabel, observed: unknown) =>
    steps.push({ action: 'observe', label, observed });
  prestart(context, 2);
  const directory = context.freshDirectory('held');
  const documentPath = path.join(directory, 'tasks.yaml');
  const task: HolderTask = { strategy: context.reference, path: documentPath, documentBytes: DOCUMENT_BYTES };
  const visitor = start<VisitorLine>(context, 'visitor-entry', task);
  if ((await visitor.firstLine()) === null) {
    observe('a writer stands still', { reason: 'a program that should only write once ended early' });
    return { kind: 'session', steps };
  }
  const holder = start<HolderLine>(context, 'holder-entry', task);
  try {
    const line = await holder.firstLine();
    const reason = {
      'stands-still': null,
      unstopped: 'it changes the document by other means than operations on files that can be seen',
      ended: 'the writer ended early',
    }[line?.say ?? 'ended'];
    observe('a writer stands still', { reason });
    if (reason !== null) return { kind: 'session', steps };
    prestart(context, 2);
    const answers = await Promise.all(timeoutsMs.map((ms) => askOnce(context, documentPath, ms)));
    observe('asked while it stands still', answers);
    // Whoever waits without end would do so for what is left, too.
    if (answers.some(({ outcome }) => outcome === 'unanswered')) return { kind: 'session', steps };
    const before = await askOnce(context, documentPath, 0);
    visitor.child.send('end');
    await visitor.child.ended;
    observe('asked around an exit', { before, after: await askOnce(context, documentPath, 0) });
  } finally {
    visitor.child.kill();
    holder.child.kill();
    await Promise.all([visitor.child.ended, holder.child.ended]);
  }
  const pid = holder.child.pid ?? 0;
  const [stranger, future] = await Promise.all([
    recovered(context, documentPath, (place) => withProcessId(place, 'tasks.yaml', pid, process.pid)),
    recovered(context, documentPath, (place) => fromTimeToCome(place, 'tasks.yaml')),
  ]);
  observe('left with the process id of a stranger', stranger);
  observe('left from a time to come', future);
  if ([stranger, future].some(({ outcome }) => outcome !== 'ok')) {
    observe('left as it was', await recovered(context, documentPath, () => true));
  }
  startForNextCase(context);
  return { kind: 'session', steps };
}

interface Started<Line> {
  child: Child;
  /** null: it ended, or said nothing for too long. */
  firstLine(): Promise<Line | null>;
}

function start<Line>(
  context: CaseContext,
  entry: 'holder-entry' | 'visitor-entry',
  task: HolderTask,
): Started<Line> {
  const files = putTask(context, task);
  const child = assignChild(context, { entry, files });
  child.limit(READY_MS_MAX * 2);
  return {
    child,
    async firstLine() {
      let late = false;
      const cancel = startDeadline(READY_MS_MAX, () => {
        late = true;
      });
      for (;;) {
        const [line] = linesIn<Line>(files);
        if (line !== undefined || late || !child.running) {
          cancel();
          return line ?? null;
        }
        await setTimeout(LOOK_EVERY_MS);
      }
    },
  };
}

/** One write by a store of its own. One that is not answered goes on; it ends with the holder. */
async function askOnce(
  context: CaseContext,
  documentPath: string,
  lockTimeoutMs: number,
): Promise<HeldLockAnswer> {
  const beganNs = hrtimeNs();
  const answered = (outcome: HeldLockAnswer['outcome']): HeldLockAnswer => {
    return { lockTimeoutMs, outcome, durationMs: Number(hrtimeNs() - beganNs) / 1e6 };
  };
  let cancel = () => {};
  const deadline = new Promise<'unanswered'>((resolve) => {
    cancel = startDeadline(lockTimeoutMs + ANSWER_MS_MAX, () => resolve('unanswered'));
  });
  const store = await context.open(documentPath, { lockTimeoutMs });
  const attempt = await context.attempt(() =>
    context.inside(
      'write',
      async () => {
        const write = store.write(makeDocument('asked', DOCUMENT_BYTES), null);
        write.catch(() => {});
        const answer = await Promise.race([write, deadline]);
        return answer === 'unanswered' ? answer : 'ok';
      },
      lockTimeoutMs,
    ),
  );
  cancel();
  if (!attempt.ok) return answered({ code: attempt.code });
  if (attempt.value === 'unanswered') return answered('unanswered');
  await context.inside('close', () => store.close());
  return answered('ok');
}

/** `change` makes of a copy what is to be recovered from, and says whether it found anything to change. */
async function recovered(
  context: CaseContext,
  documentPath: string,
  change: (directory: string) => boolean,
): Promise<LeftLockRecovery> {
  const copy = context.freshDirectory('left');
  fs.cpSync(path.dirname(documentPath), copy, {
    recursive: true,
    preserveTimestamps: true,
    verbatimSymlinks: true,
  });
  const copied = path.join(copy, path.basename(documentPath));
  const left = leftoversBeside(copied);
  if (!change(copy)) return { applies: false, outcome: 'ok', left };
  const task: VirtualTimeTask = {
    strategy: context.reference,
    directory: context.freshDirectory('virtual-time'),
    path: copied,
    lockPatienceMs: PATIENCE_MS,
    documentBytes: DOCUMENT_BYTES,
    dead: [],
    wallMs: Date.now(),
  };
  const { lines, ended } = await runChild<Recovery>(context, 'virtual-time-entry', task, RECOVERY_MS_MAX);
  const [line] = lines;
  if (line === undefined) {
    return { applies: true, outcome: { code: null, message: ended ?? 'the client ended early' }, left };
  }
  const { nextWrite } = line;
  const outcome =
    nextWrite.type === 'ok' ? ('ok' as const) : { code: nextWrite.code, message: nextWrite.message };
  return { applies: true, outcome, left };
}

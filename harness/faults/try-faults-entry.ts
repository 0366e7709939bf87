// Child process: fails every operation of one write and of one read, each with every error that it can give,
// once and from then on; then looks at what is there, and whether the store works again. Each fault has a
// directory of its own. Syncs are not done, for no power loss is judged here. Arguments: the task's file, and
// the file for the answer's lines.
import fs from 'node:fs';
import path from 'node:path';
import type { FaultAnswer, IoFault } from '../../results/facts/io-faults-fact.js';
import type { RecoveredFile } from '../../results/facts/kill-points-fact.js';
import type { Store, TaskFile } from '../../strategies/strategy.js';
import { loadStrategy } from '../actors/strategy-reference.js';
import { describeThrown } from '../actors/thrown.js';
import { ordinaryNames } from '../crash/recovery/ordinary-writes.js';
import { makeDocument, namesBelow, observe } from '../document.js';
import { leaveInterruptionsToTheHarness } from '../processes/interruptions.js';
import { startDeadline } from '../processes/running-time.js';
import { armWatchdog } from '../processes/watchdog.js';
import { SkipSyncs } from '../tap/handlers/skip-syncs.js';
import { within } from '../tap/handlers/stop-at-call.js';
import { installTap } from '../tap/patch/install.js';
import type { Operation } from '../tap/patch/operation.js';
import { originalSetImmediate } from '../tap/patch/original-fs.js';
import { describeOperation } from '../tap/record/trace-recorder.js';
import type { FaultLine, FaultTask } from './fault-protocol.js';
import { type FaultPlace, isLocked, OneFault } from './one-fault.js';
import { type PossibleFault, possibleFaults } from './possible-faults.js';

const DOCUMENT_NAME = 'tasks.yaml';
const LOCK_TIMEOUT_MS = 50;
/** In which the process was running; the lock's timeout is a small part of it. */
const CALL_MS_MAX = 10_000;
/** A call that polls would go on for ever. */
const OPERATIONS_MAX = 80;
/** So many kinds of faults that leak are told; each was repeated so often. */
const LEAKS_MAX = 8;
const LEAK_REPEATS = 3;

const { readFileSync, openSync, writeSync, readdirSync, rmSync, mkdirSync } = fs;
const [taskFile = '', outputFile = ''] = process.argv.slice(2);
const task = JSON.parse(readFileSync(taskFile, 'utf8')) as FaultTask;
const output = openSync(outputFile, 'a');
const say = (line: FaultLine): void => void writeSync(output, `${JSON.stringify(line)}\n`);

armWatchdog();
leaveInterruptionsToTheHarness();
let uncaught: string | null = null;
process.on('uncaughtException', (error: unknown) => {
  uncaught ??= describeThrown(error).message;
});
const tap = await installTap();
const strategy = await loadStrategy(task.strategy);
let syncAgain = tap.attach(new SkipSyncs(true));
const ordinary = await ordinaryNames(strategy, path.join(task.directory, 'ordinary-writes'), DOCUMENT_NAME);
let directories = 0;

type CallName = IoFault['call'];
interface Trial extends FaultPlace {
  call: CallName;
  operation: string;
  possible: PossibleFault;
  how: IoFault['how'];
}

/** An owner that may not be given to one file, is no reason why another operation should fail. */
const once: readonly IoFault['how'][] = ['once'];
const plainly: readonly IoFault['how'][] = ['once', 'lasting'];
const replacements: readonly IoFault['how'][] = [...plainly, 'then-full'];
interface SeenOperation {
  operation: Operation;
  nth: number;
  possibles: PossibleFault[];
}

const trials: Trial[] = [];
for (const call of ['write', 'read'] as const) {
  const { seen, locked } = await operationsOf(call);
  say({ say: 'call', call, operations: seen.map(({ operation }) => describeOperation(operation)), locked });
  trials.push(...trialsOf(call, seen).filter((_, index) => index % task.every === task.first % task.every));
}
const leaking: Trial[] = [];
for (const trial of trials) {
  say({ say: 'trying', call: trial.call, operation: trial.operation, fault: trial.possible.name });
  const { fault, opened } = await attempt(trial);
  say({ say: 'fault', fault });
  if (opened > 0) leaking.push(trial);
}
say({ say: 'leaks', leaks: await confirmedLeaks() });
const [notice] = tap.notices;
if (notice !== undefined) say({ say: 'distrust', reason: notice.reason });
say({ say: 'done' });
// Unlike an exit, this runs no handlers of the strategy's.
process.kill(process.pid, 'SIGKILL');

interface Prepared {
  directory: string;
  document: string;
  store: Store;
  oldToken: string;
}

/** A directory with a document of rev 1, and the open store that wrote it. */
async function prepared(): Promise<Prepared> {
  const number = directories++;
  const directory = path.join(task.directory, `fault-${number}`);
  mkdirSync(directory);
  const document = path.join(directory, DOCUMENT_NAME);
  const store = await strategy.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
  const oldToken = `f${number}-old`;
  await store.write(makeDocument(oldToken, task.documentBytes), 0);
  return { directory, document, store, oldToken };
}

function trialsOf(call: CallName, seen: readonly SeenOperation[]): Trial[] {
  return seen.flatMap(({ operation, nth, possibles }) => {
    const { kind } = operation;
    // What a strategy does instead of a refused rename or link meets a second fault.
    const hows = kind === 'rename' || kind === 'link' ? replacements : kind === 'chown' ? once : plainly;
    return possibles.flatMap((possible) =>
      hows.map((how): Trial => ({ call, kind, nth, operation: describeOperation(operation), possible, how })),
    );
  });
}

/** Of one undisturbed call. */
async function operationsOf(call: CallName): Promise<{ seen: SeenOperation[]; locked: boolean }> {
  const { directory, store } = await prepared();
  const inside = within(directory);
  const seen: SeenOperation[] = [];
  let locked = false;
  const counts = new Map<string, number>();
  const detach = tap.attach({
    before(operation) {
      if (!inside(operation) || seen.length >= OPERATIONS_MAX) return undefined;
      const nth = (counts.get(operation.kind) ?? 0) + 1;
      counts.set(operation.kind, nth);
      seen.push({ operation, nth, possibles: possibleFaults(operation) });
      return undefined;
    },
    after(operation, outcome) {
      locked ||= isLocked(operation, outcome);
    },
  });
  if (call === 'read') await store.read();
  else await store.write(makeDocument('undisturbed', task.documentBytes), 1);
  detach();
  await store.close();
  return { seen, locked };
}

async function attempt(trial: Trial): Promise<{ fault: IoFault; opened: number }> {
  const { call, kind, nth, operation, possible, how } = trial;
  const before = openDescriptors();
  const { directory, document, store, oldToken } = await prepared();
  const newToken = call === 'write' ? `${oldToken}-then-new` : null;
  const failing = new OneFault({ kind, nth }, possible.fault, how, within(directory));
  uncaught = null;
  // The first handler decides: a sync that is to fail must not be skipped.
  syncAgain();
  const detach = tap.attach(failing);
  syncAgain = tap.attach(new SkipSyncs(true));
  const answer =
    newToken === null
      ? await answerOf(() => store.read())
      : await answerOf(() => store.write(makeDocument(newToken, task.documentBytes), 1));
  detach();
  const after = answer.type === 'hang' ? null : await afterwards(document, store);
  await settled();
  const opened = before === null || after === null ? 0 : (openDescriptors() ?? 0) - before;
  rmSync(directory, { recursive: true, force: true });
  const { injected, removalsFailed, syncOf, afterSync, locked } = failing;
  return {
    opened,
    fault: {
      call,
      kind,
      nth,
      operation: failing.operation ?? operation,
      fault: possible.name,
      how,
      injected,
      locked,
      removalsFailed,
      sync: syncOf === null ? null : { of: syncOf, next: afterSync },
      oldToken,
      newToken,
      answer,
      uncaught,
      after,
    },
  };
}

/** The fault is over: what is there, and who can write. */
async function afterwards(document: string, store: Store): Promise<NonNullable<IoFault['after']>> {
  const other = await strategy.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
  const fresh = recoveredOf(await answered(() => other.read()));
  const rev = fresh.type === 'document' ? fresh.observed.rev : 0;
  const sameStore = await answerOf(() => store.write(makeDocument('same-store', task.documentBytes), rev));
  await quietly(() => store.close());
  const next = sameStore.type === 'ok' && sameStore.rev !== null ? sameStore.rev : rev;
  const newStore = await answerOf(() => other.write(makeDocument('new-store', task.documentBytes), next));
  await quietly(() => other.close());
  const litter = ordinary.surplus(namesBelow(path.dirname(document), DOCUMENT_NAME));
  return { fresh, sameStore, newStore, litter };
}

type Answered = { type: 'ok'; value: TaskFile | null } | Exclude<FaultAnswer, { type: 'ok' }>;

async function answered(body: () => Promise<TaskFile | null>): Promise<Answered> {
  let cancel = (): void => {};
  const late = new Promise<Answered>((resolve) => {
    cancel = startDeadline(CALL_MS_MAX, () => resolve({ type: 'hang', afterMs: CALL_MS_MAX }));
  });
  const called = (async (): Promise<Answered> => {
    try {
      return { type: 'ok', value: await body() };
    } catch (error) {
      return { type: 'error', ...describeThrown(error) };
    }
  })();
  const first = await Promise.race([called, late]);
  cancel();
  return first;
}

async function answerOf(body: () => Promise<TaskFile | null>): Promise<FaultAnswer> {
  const answer = await answered(body);
  if (answer.type !== 'ok') return answer;
  if (answer.value === null) return { type: 'ok', rev: null, token: null };
  const { rev, token, intact } = observe(answer.value);
  return { type: 'ok', rev, token: intact ? token : null };
}

function recoveredOf(answer: Answered): RecoveredFile {
  switch (answer.type) {
    case 'ok':
      return answer.value === null
        ? { type: 'absent' }
        : { type: 'document', observed: observe(answer.value) };
    case 'error':
      return answer;
    case 'hang':
      return { type: 'error', code: null, message: `did not return within ${answer.afterMs} ms` };
    default:
      return answer satisfies never;
  }
}

async function quietly(body: () => Promise<void>): Promise<void> {
  await answered(async () => {
    await body();
    return null;
  });
}

/** Descriptors are closed in the background by streams and file handles. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => originalSetImmediate(resolve));
}

/** null: this system does not tell. */
function openDescriptors(): number | null {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}

async function confirmedLeaks(): Promise<Extract<FaultLine, { say: 'leaks' }>['leaks']> {
  if (openDescriptors() === null) return null;
  const confirmed: NonNullable<Extract<FaultLine, { say: 'leaks' }>['leaks']> = [];
  for (const trial of leaking) {
    if (confirmed.length === LEAKS_MAX) break;
    let least = Number.POSITIVE_INFINITY;
    for (let again = 0; again < LEAK_REPEATS; again += 1) {
      least = Math.min(least, (await attempt(trial)).opened);
    }
    const { call, operation, possible } = trial;
    if (least > 0) confirmed.push({ call, operation, fault: possible.name, perFailure: least });
  }
  return confirmed;
}

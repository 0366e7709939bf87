// Child process: fails every operation of one write and of one read, each with every error that it can give,
// once and from then on. Syncs are not done. Arguments: the task's file, and the file for the answer's lines.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { IoFault, IoFaultsFact } from '../../results/facts/io-faults-fact.js';
import { loadStrategy } from '../actors/strategy-reference.js';
import { describeThrown } from '../actors/thrown.js';
import { openDescriptors } from '../crash/recovery/open-descriptors.js';
import { ordinaryNames } from '../crash/recovery/ordinary-writes.js';
import { AloneInVirtualTime, PATIENCE_MS } from '../interleavings/client/alone-in-virtual-time.js';
import { leaveInterruptionsToTheHarness } from '../processes/interruptions.js';
import { optimiseLate } from '../processes/optimise-late.js';
import { armWatchdog } from '../processes/watchdog.js';
import { SkipSyncs } from '../tap/handlers/skip-syncs.js';
import { within } from '../tap/handlers/stop-at-call.js';
import { installTap } from '../tap/patch/install.js';
import { FailedSyncTrace } from './failed-sync-trace.js';
import { DOCUMENT_NAME, type FaultLine, type FaultTask } from './fault-protocol.js';
import { type FaultTrial, isSync, OperationList, partOf, trialsOf } from './fault-trials.js';
import { FaultedCalls } from './faulted-calls.js';
import { OneFault } from './one-fault.js';
import { callInVirtualTime, giveUpCalls } from './store-calls.js';

/** So many kinds of faults that leak are told; each was repeated so often. */
const LEAKS_MAX = 8;
const LEAK_REPEATS = 3;
/** Of one store, with its descriptors counted. */
const MANY_FAILURES = 100;
/** Callers of the same store beside the one that is judged. */
const BESIDES = 2;

const { readFileSync, openSync, writeSync } = fs;
const [taskFile = '', outputFile = ''] = process.argv.slice(2);
const task = JSON.parse(readFileSync(taskFile, 'utf8')) as FaultTask;
const output = openSync(outputFile, 'a');
const say = (line: FaultLine): void => void writeSync(output, `${JSON.stringify(line)}\n`);

armWatchdog();
leaveInterruptionsToTheHarness();
optimiseLate();
let uncaught: string | null = null;
process.on('uncaughtException', (error: unknown) => {
  uncaught ??= describeThrown(error).message;
});
const tap = await installTap();
const alone = new AloneInVirtualTime(tap);
const strategy = await loadStrategy(task.strategy);
/** Where native code takes part, what happens can't all be seen, and time stays real. */
const isReal = (): boolean => tap.notices.length > 0;
if (!isReal()) callInVirtualTime();
let syncAgain = tap.attach(new SkipSyncs(true));
/** Long enough for what a failed call has left to a timer. In virtual time it costs nothing. */
const LEFT_TO_TIMERS_MS = 2000;
const calls = new FaultedCalls({
  afterwards: async () => {
    if (!isReal()) await setTimeout(LEFT_TO_TIMERS_MS);
  },
  strategy,
  directory: task.directory,
  documentName: DOCUMENT_NAME,
  documentBytes: task.documentBytes,
  ordinary: await ordinaryNames(strategy, path.join(task.directory, 'ordinary-writes'), DOCUMENT_NAME),
});

const trials: FaultTrial[] = [];
for (const call of ['write', 'read'] as const) {
  const { seen, locked } = await operationsOf(call);
  say({ say: 'call', call, operations: seen.map(({ operation }) => operation), locked });
  trials.push(...trialsOf(call, seen).filter(isWanted));
}
const leaking: FaultTrial[] = [];
for (const trial of trials) {
  say({ say: 'trying', call: trial.call, operation: trial.operation, fault: trial.possible.name });
  const { fault, opened } = await attempt(trial);
  say({ say: 'fault', fault });
  if (opened > 0) leaking.push(trial);
}
const leaks = await confirmedLeaks();
say({ say: 'leaks', leaks: leaks?.length === 0 ? await leakOfManyFailures() : leaks });
const [notice] = tap.notices;
const native = tap.notices.some(({ type }) => type === 'native-addon');
if (notice !== undefined) say({ say: 'distrust', reason: notice.reason, native });
say({ say: 'done' });
// Unlike an exit, this runs no handlers of the strategy's.
process.kill(process.pid, 'SIGKILL');

function isWanted(trial: FaultTrial): boolean {
  return task.parts === null || task.parts.includes(partOf(trial));
}

/** Of one undisturbed call. */
async function operationsOf(call: IoFault['call']): Promise<OperationList> {
  const { directory, store } = await calls.prepare();
  const list = new OperationList(within(directory));
  const detach = tap.attach(list);
  if (call === 'read') await store.read();
  else await store.write(calls.document('undisturbed'), 1);
  detach();
  await store.close();
  return list;
}

/** A store that waits before it tries again costs no time, and one that waits for ever is told at once. */
function attempt(trial: FaultTrial): Promise<Attempted> {
  if (isReal()) return attemptNow(trial);
  return alone.run(
    Date.now(),
    () => attemptNow(trial),
    () => giveUpCalls(PATIENCE_MS),
  );
}

interface Attempted {
  fault: IoFault;
  /** Descriptors. */
  opened: number;
}

async function attemptNow(trial: FaultTrial): Promise<Attempted> {
  const { call, kind, nth, operation, possible, how } = trial;
  const recording = isFailedSync(trial) ? new FailedSyncTrace(tap, strategy, DOCUMENT_NAME) : null;
  const { met, opened, ...told } = await calls.attempt(
    call,
    async ({ directory }, makeCall) => {
      const fault = new OneFault({ kind, nth }, possible.fault, how, within(directory));
      uncaught = null;
      // The first handler decides: a sync that is to fail must not be skipped.
      syncAgain();
      const detach = tap.attach(fault);
      syncAgain = tap.attach(new SkipSyncs(true));
      const answer = await makeCall();
      detach();
      const afterPowerLoss = await recording?.finish(path.join(task.directory, 'after-power-loss'));
      return { answer, met: { fault, afterPowerLoss } };
    },
    (directory) => recording?.start(directory),
    meetsCompany(trial) ? BESIDES : 0,
  );
  const { injected, removalsFailed, syncOf, afterSync, locked } = met.fault;
  const sync = syncOf === null ? null : { of: syncOf, next: afterSync };
  const where = { call, kind, nth, operation: met.fault.operation ?? operation, fault: possible.name, how };
  const { afterPowerLoss } = met;
  return {
    opened,
    fault: {
      ...where,
      injected,
      locked,
      removalsFailed,
      sync,
      ...(afterPowerLoss === undefined ? {} : { afterPowerLoss }),
      ...told,
      uncaught,
    },
  };
}

/**
 * A commit that carries several callers fails for all of them. Not where a sync fails: what follows it is told by
 * itself. Not for promises to which one caller at a time is part of the bargain.
 */
function meetsCompany({ call, kind, how }: FaultTrial): boolean {
  const { level = 'compare-and-swap' } = strategy;
  const takesCalls = level === 'compare-and-swap' || level === 'update';
  return takesCalls && call === 'write' && how === 'lasting' && !isSync(kind);
}

/** After which the power may be lost. The other codes of a sync lose the same pages. */
function isFailedSync({ call, kind, possible }: FaultTrial): boolean {
  return call === 'write' && isSync(kind) && possible.name === 'EIO';
}

/** What one store holds more and more of, though it closes it all when it is closed itself. */
async function leakOfManyFailures(): Promise<NonNullable<IoFaultsFact['descriptorLeaks']>> {
  const trial = trials.find(({ call, kind }) => call === 'write' && kind === 'write');
  if (trial === undefined) return [];
  const { call, kind, nth, operation, possible } = trial;
  const meet = async (directory: string, makeCall: () => Promise<unknown>): Promise<void> => {
    syncAgain();
    const detach = tap.attach(new OneFault({ kind, nth }, possible.fault, 'once', within(directory)));
    syncAgain = tap.attach(new SkipSyncs(true));
    await makeCall();
    detach();
  };
  const many = () => calls.again(MANY_FAILURES, meet);
  const grown = await (isReal() ? many() : alone.run(Date.now(), many, () => giveUpCalls(PATIENCE_MS)));
  if (grown < MANY_FAILURES / 2) return [];
  return [{ call, operation, fault: possible.name, perFailure: Math.round(grown / MANY_FAILURES) }];
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

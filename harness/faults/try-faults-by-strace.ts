// The faults of a strategy that works by native code: strace fails its system calls, one after another, in a child
// that it is attached to for the time of one call. Linux only. One thread is failed at a time; what other processes
// do is seen, and not failed.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { IoFault, IoFaultsFact } from '../../results/facts/io-faults-fact.js';
import type { IoFaultPlan } from '../../scenarios/lab.js';
import { causeOfDeath } from '../actors/cause-of-death.js';
import { type Child, type ChildEnding, describeEnding, forkEntry } from '../processes/fork.js';
import { attachStrace } from '../tap/strace/strace-attach.js';
import type { SystemCall } from '../tap/strace/strace-log.js';
import { labelOf } from '../tap/strace/traced-call.js';
import { type FaultTask, type StracedOrder, type StracedReply, signals } from './fault-protocol.js';
import { type CallFault, callFaults, FAILED_CALLS, metFault, touches } from './system-call-faults.js';
import type { FaultContext, TriedFaults } from './tried-faults.js';

const ENTRY = new URL('./straced-faults-entry.js', import.meta.url);
const CHILD_MS_MAX = 600_000;
const LOOK_EVERY_MS = 2;
const LEAKS_MAX = 8;
const LEAK_REPEATS = 3;

type Reply<Say> = Extract<StracedReply, { say: Say }>;

/** The child ended by itself while it was waited for. */
class ChildEnded extends Error {
  override readonly name = 'ChildEnded';
  readonly ending: ChildEnding;

  constructor(ending: ChildEnding) {
    super(describeEnding(ending));
    this.ending = ending;
  }
}

interface Attempted extends Omit<Reply<'attempted'>, 'say'> {
  directory: string;
  calls: SystemCall[];
}

export async function tryFaultsByStrace(context: FaultContext, plan: IoFaultPlan): Promise<TriedFaults> {
  const fact: IoFaultsFact = {
    kind: 'io-faults',
    by: 'strace',
    distrust: null,
    calls: [],
    faults: [],
    descriptorLeaks: [],
  };
  const child = new StracedChild(context, plan);
  let trying: CallFault | null = null;
  let call: IoFault['call'] = 'write';
  try {
    await child.ready();
    const leaking: { call: IoFault['call']; fault: CallFault }[] = [];
    for (call of ['write', 'read'] as const) {
      const undisturbed = await child.attempt(call, null);
      const tids = child.threads();
      const own = undisturbed.calls.filter((one) => touches(one, undisturbed.directory));
      const foreign = own.find(({ pid }) => !tids.has(pid));
      if (foreign !== undefined) fact.distrust = `another process works on the files: ${labelOf(foreign)}`;
      fact.calls.push({ call, operations: own.map(labelOf), locked: false });
      for (const fault of callFaults(undisturbed.calls, undisturbed.directory, tids)) {
        trying = fault;
        const attempted = await child.attempt(call, fault);
        const met = factOf(call, fault, attempted);
        fact.faults.push(met);
        if (attempted.opened > 0 && met.injected > 0) leaking.push({ call, fault });
        trying = null;
      }
    }
    for (const { call, fault } of leaking.slice(0, LEAKS_MAX)) {
      let least = Number.POSITIVE_INFINITY;
      for (let again = 0; again < LEAK_REPEATS; again += 1) {
        least = Math.min(least, (await child.attempt(call, fault)).opened);
      }
      const { operation, code } = fault;
      if (least > 0) fact.descriptorLeaks?.push({ call, operation, fault: code, perFailure: least });
    }
    return { fact, death: null };
  } catch (error) {
    if (!(error instanceof ChildEnded)) throw error;
    const told = trying === null ? 'before the first fault' : `${trying.code} at ${trying.operation}`;
    fact.distrust ??= `the process that met the faults ended by itself, ${told}: ${error.message}`;
    const { ending } = error;
    const isItsOwn =
      trying !== null &&
      child.lastHit !== null &&
      child.lastHit.injected > 0 &&
      ending.type !== 'failed' &&
      ending.type !== 'overdue';
    if (!isItsOwn) return { fact, death: null };
    return { fact, death: { kind: 'death', how: causeOfDeath(ending), inside: call, actor: null } };
  } finally {
    child.end();
  }
}

function factOf(call: IoFault['call'], fault: CallFault, attempted: Attempted): IoFault {
  const { kind, nth, operation, code, how } = fault;
  const met = metFault(attempted.calls, attempted.directory);
  return {
    call,
    kind,
    nth,
    operation,
    fault: code,
    how,
    ...(met ?? { injected: 0, removalsFailed: 0, sync: null }),
    // Locks are not watched here: nothing is concluded from that (keeps-exclusion).
    locked: true,
    ...attempted.told,
  };
}

class StracedChild {
  /** What the last attempt's fault has hit; null: nothing of the strategy's. */
  lastHit: ReturnType<typeof metFault> = null;
  readonly #context: FaultContext;
  readonly #signals: string;
  readonly #child: Child;
  readonly #replies: StracedReply[] = [];
  #ending: ChildEnding | null = null;

  constructor(context: FaultContext, { documentBytes }: IoFaultPlan) {
    this.#context = context;
    const directory = fs.realpathSync(context.freshDirectory('io-faults-by-strace'));
    const [taskFile, work] = [path.join(directory, 'task.json'), path.join(directory, 'work')];
    this.#signals = path.join(directory, 'signals');
    fs.mkdirSync(work);
    fs.mkdirSync(this.#signals);
    const task: FaultTask = { strategy: context.reference, directory: work, documentBytes };
    fs.writeFileSync(taskFile, JSON.stringify(task));
    this.#child = forkEntry(ENTRY, {
      registerProcess: context.registerProcess,
      args: [taskFile, this.#signals],
      // One thread for files, so that their order is the same each time, and no calls without a system call.
      env: { UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0' },
      ipc: true,
      stderr: 'tail',
      mark: path.join(directory, randomUUID()),
      msMax: CHILD_MS_MAX,
    });
    this.#child.listen((message) => this.#replies.push(message as StracedReply));
    void this.#child.ended.then((ending) => {
      this.#ending = ending;
    });
  }

  async ready(): Promise<void> {
    await this.#reply('ready');
  }

  threads(): ReadonlySet<number> {
    return new Set(fs.readdirSync(`/proc/${this.#pid}/task`).map(Number));
  }

  /** One call, with one system call of it failed, or all of them logged. Rejects with ChildEnded. */
  async attempt(call: IoFault['call'], fault: CallFault | null): Promise<Attempted> {
    this.lastHit = null;
    const [ended, detached] = [signals.ended, signals.detached].map((name) =>
      path.join(this.#signals, name),
    ) as [string, string];
    fs.rmSync(detached, { force: true });
    fs.writeFileSync(ended, '');
    fs.utimesSync(ended, 1, 1);
    this.#send({ do: 'attempt', call });
    const { directory } = await this.#reply('prepared');
    const strace = await attachStrace({
      tid: fault?.tid ?? this.#pid,
      allThreads: fault === null,
      calls: FAILED_CALLS,
      inject:
        fault === null
          ? null
          : { name: fault.name, code: fault.code, nth: fault.nthInThread, lasting: fault.how === 'lasting' },
      scratch: this.#context.freshDirectory('strace'),
      registerProcess: this.#context.registerProcess,
    });
    this.#send({ do: 'go' });
    while (fs.statSync(ended).mtimeMs <= 1000 && this.#ending === null) await setTimeout(LOOK_EVERY_MS);
    const calls = await strace.detach();
    this.lastHit = metFault(calls, directory);
    fs.writeFileSync(detached, '');
    return { ...(await this.#reply('attempted')), directory, calls };
  }

  end(): void {
    this.#child.end();
  }

  get #pid(): number {
    return this.#child.pid ?? -1;
  }

  #send(order: StracedOrder): void {
    this.#child.send(order);
  }

  async #reply<Say extends StracedReply['say']>(say: Say): Promise<Reply<Say>> {
    for (;;) {
      const at = this.#replies.findIndex((reply) => reply.say === say);
      const [reply] = at < 0 ? [] : this.#replies.splice(at, 1);
      if (reply !== undefined) return reply as Reply<Say>;
      if (this.#ending !== null) throw new ChildEnded(this.#ending);
      await setTimeout(LOOK_EVERY_MS);
    }
  }
}

// A child that makes one call of a strategy after another, with strace attached for the time of each. What belongs
// to the strategy is told by the directory of the call; an accident with anything else ends the child.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { IoFault } from '../../results/facts/io-faults-fact.js';
import type { IoFaultPlan } from '../../scenarios/lab.js';
import { type Child, type ChildEnding, describeEnding, forkEntry } from '../processes/fork.js';
import { attachStrace } from '../tap/strace/strace-attach.js';
import type { SystemCall } from '../tap/strace/strace-log.js';
import { type FaultTask, type StracedOrder, type StracedReply, signals } from './fault-protocol.js';
import { type CallFault, FAILED_CALLS, metFault } from './system-call-faults.js';
import type { FaultContext } from './tried-faults.js';

const ENTRY = new URL('./straced-faults-entry.js', import.meta.url);
const CHILD_MS_MAX = 600_000;
const LOOK_EVERY_MS = 2;

type Reply<Say> = Extract<StracedReply, { say: Say }>;

/** The child ended by itself while it was waited for. */
export class ChildEnded extends Error {
  override readonly name = 'ChildEnded';
  readonly ending: ChildEnding;

  constructor(ending: ChildEnding) {
    super(describeEnding(ending));
    this.ending = ending;
  }
}

/** One call as the child tells it, and the system calls that strace has seen. */
export interface StracedCall extends Omit<Reply<'attempted'>, 'say'> {
  directory: string;
  calls: SystemCall[];
}

export class StracedChild {
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
    const task: FaultTask = { strategy: context.reference, directory: work, documentBytes, parts: null };
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

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  async ready(): Promise<void> {
    await this.#reply('ready');
  }

  threads(): ReadonlySet<number> {
    return new Set(fs.readdirSync(`/proc/${this.pid}/task`).map(Number));
  }

  /** One call, with one system call of it failed, or all of them logged. Rejects with ChildEnded. */
  async attempt(call: IoFault['call'], fault: CallFault | null): Promise<StracedCall> {
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
      tid: fault?.tid ?? this.pid,
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

// The faults of a strategy that works by native code: strace fails its system calls, one after another, in a
// child that it is attached to for the time of one call. Linux only. One thread is failed at a time; what
// other processes do is seen, and not failed.
import type { IoFault, IoFaultsFact } from '../../results/facts/io-faults-fact.js';
import type { IoFaultPlan } from '../../scenarios/lab.js';
import { causeOfDeath } from '../actors/cause-of-death.js';
import { labelOf } from '../tap/strace/traced-call.js';
import { ChildEnded, type StracedCall, StracedChild } from './straced-child.js';
import { type CallFault, callFaults, metFault, touches } from './system-call-faults.js';
import type { FaultContext, TriedFaults } from './tried-faults.js';

const LEAKS_MAX = 8;
const LEAK_REPEATS = 3;
/** So often a child may die of a fault that was meant for the strategy and hit something else. */
const ACCIDENTS_MAX = 8;

export async function tryFaultsByStrace(context: FaultContext, plan: IoFaultPlan): Promise<TriedFaults> {
  const trying = new StracedFaults(context, plan);
  try {
    return await trying.all();
  } finally {
    trying.end();
  }
}

class StracedFaults {
  readonly #fact: IoFaultsFact = {
    kind: 'io-faults',
    by: 'strace',
    distrust: null,
    calls: [],
    faults: [],
    descriptorLeaks: [],
  };
  readonly #start: () => StracedChild;
  #child: StracedChild;
  #accidents = 0;
  /** The fault that is being tried. */
  #trying: { call: IoFault['call']; fault: CallFault } | null = null;

  constructor(context: FaultContext, plan: IoFaultPlan) {
    this.#start = () => new StracedChild(context, plan);
    this.#child = this.#start();
  }

  end(): void {
    this.#child.end();
  }

  async all(): Promise<TriedFaults> {
    try {
      await this.#child.ready();
      for (const call of ['write', 'read'] as const) await this.#tryCall(call);
      return { fact: this.#fact, death: null };
    } catch (error) {
      if (!(error instanceof ChildEnded)) throw error;
      return this.#ended(error);
    }
  }

  async #tryCall(call: IoFault['call']): Promise<void> {
    const tried = new Set<string>();
    for (;;) {
      const faults = (await this.#faultsOf(call, tried.size === 0)).filter(
        (fault) => !tried.has(this.#keyOf(fault)),
      );
      try {
        for (const fault of faults) {
          tried.add(this.#keyOf(fault));
          await this.#try(call, fault);
        }
        return;
      } catch (error) {
        if (!(error instanceof ChildEnded) || !this.#isAccident(error)) throw error;
        this.#accidents += 1;
        this.#child.end();
        this.#child = this.#start();
        await this.#child.ready();
      }
    }
  }

  /** The same fault in another child, whose threads have other ids. */
  #keyOf({ tid, name, nthInThread, code, how }: CallFault): string {
    return `${tid === this.#child.pid} ${name} ${nthInThread} ${code} ${how}`;
  }

  /** From one undisturbed call. */
  async #faultsOf(call: IoFault['call'], isFirst: boolean): Promise<CallFault[]> {
    const { calls, directory } = await this.#child.attempt(call, null);
    const tids = this.#child.threads();
    const own = calls.filter((one) => touches(one, directory));
    const foreign = own.find(({ pid }) => !tids.has(pid));
    if (foreign !== undefined)
      this.#fact.distrust = `another process works on the files: ${labelOf(foreign)}`;
    if (isFirst) this.#fact.calls.push({ call, operations: own.map(labelOf), locked: false });
    return callFaults(calls, directory, tids);
  }

  async #try(call: IoFault['call'], fault: CallFault): Promise<void> {
    this.#trying = { call, fault };
    const made = await this.#child.attempt(call, fault);
    const met = factOf(call, fault, made);
    this.#fact.faults.push(met);
    if (made.opened > 0 && met.injected > 0) await this.#confirmLeak(call, fault);
    this.#trying = null;
  }

  async #confirmLeak(call: IoFault['call'], fault: CallFault): Promise<void> {
    if ((this.#fact.descriptorLeaks?.length ?? 0) >= LEAKS_MAX) return;
    let least = Number.POSITIVE_INFINITY;
    for (let again = 0; again < LEAK_REPEATS && least > 0; again += 1) {
      least = Math.min(least, (await this.#child.attempt(call, fault)).opened);
    }
    const { operation, code } = fault;
    if (least > 0) this.#fact.descriptorLeaks?.push({ call, operation, fault: code, perFailure: least });
  }

  /** A wake-up of the event loop failed instead of a call of the strategy, which ends Node. */
  #isAccident({ ending }: ChildEnded): boolean {
    const isOurs = this.#trying !== null && this.#child.lastHit === null && ending.type === 'killed';
    return isOurs && this.#accidents < ACCIDENTS_MAX;
  }

  #ended({ message, ending }: ChildEnded): TriedFaults {
    const trying = this.#trying;
    const told =
      trying === null ? 'before the first fault' : `${trying.fault.code} at ${trying.fault.operation}`;
    this.#fact.distrust ??= `the process that met the faults ended by itself, ${told}: ${message}`;
    const isHit = (this.#child.lastHit?.injected ?? 0) > 0;
    if (trying === null || !isHit || ending.type === 'failed' || ending.type === 'overdue') {
      return { fact: this.#fact, death: null };
    }
    const how = causeOfDeath(ending);
    return { fact: this.#fact, death: { kind: 'death', how, inside: trying.call, actor: null } };
  }
}

function factOf(call: IoFault['call'], fault: CallFault, made: StracedCall): IoFault {
  const { kind, nth, operation, code, how } = fault;
  const met = metFault(made.calls, made.directory);
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
    ...made.told,
  };
}

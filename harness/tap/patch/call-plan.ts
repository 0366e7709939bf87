// A call of node:fs as the steps that the kernel sees. Each plan is written once, as a generator that yields
// requests and receives their results, or their errors thrown into it. It runs in one go for the synchronous
// function, and with a turn of the event loop between steps for callbacks and promises.
import { blockThread } from './block-thread.js';
import type { Style } from './operation.js';
import { originalSetImmediate } from './original-fs.js';
import { type PrimitiveName, primitive } from './primitives.js';
import { isRunKilledError } from './simulated-kill.js';
import type { OperationRequest, Tap } from './tap.js';

/** `step` names the request within the call. `waitMs` blocks a synchronous plan and suspends the others. */
export type CallStep =
  | { step: string; request: OperationRequest }
  | { waitFor: PromiseLike<unknown> }
  | { waitMs: number };
export type CallPlan<T = unknown> = Generator<CallStep, T, unknown>;

/** Runs one primitive as a step of a plan; `name` is its name in node:fs without `Sync`. */
export function* perform(name: PrimitiveName, ...args: readonly unknown[]): CallPlan {
  return yield { step: name, request: primitive(name, args) };
}

export function runPlanSync(tap: Tap, call: string, plan: CallPlan): unknown {
  let next = plan.next();
  while (!next.done) {
    const step = next.value;
    let result: unknown;
    let failure: { error: unknown } | null = null;
    try {
      result = performStep(tap, call, 'sync', step);
    } catch (error) {
      if (isRunKilledError(error)) throw error;
      failure = { error };
    }
    next = failure ? plan.throw(failure.error) : plan.next(result);
  }
  return next.value;
}

/** Calls `settle` once, in a later turn of the event loop; never when the run was killed by then. */
export function runPlanAsync(
  tap: Tap,
  call: string,
  style: Style,
  plan: CallPlan,
  settle: (error: unknown, value?: unknown) => void,
): void {
  const run = tap.runs.getStore();
  const later = (action: () => void): void => {
    originalSetImmediate(() => {
      if (!run?.killed) action();
    });
  };

  /** Until the call has returned, the answer must wait for a later turn. */
  let answer = later;

  const advance = (resume: () => IteratorResult<CallStep, unknown>): void => {
    let next: IteratorResult<CallStep, unknown>;
    try {
      next = resume();
    } catch (error) {
      answer(() => settle(error));
      return;
    }
    if (next.done) {
      const { value } = next;
      answer(() => settle(null, value));
    } else {
      take(next.value);
    }
  };

  const take = (step: CallStep): void => {
    if ('waitFor' in step) {
      step.waitFor.then(
        (value) => advance(() => plan.next(value)),
        (error: unknown) => advance(() => plan.throw(error)),
      );
      return;
    }
    if ('waitMs' in step) {
      setTimeout(() => advance(() => plan.next(undefined)), step.waitMs);
      return;
    }
    const held = run?.hold?.();
    if (held === undefined) performNow(step);
    else void held.then(() => performNow(step));
  };

  const performNow = (step: CallStep): void => {
    try {
      const value = performStep(tap, call, style, step);
      later(() => {
        if ('request' in step) tap.answered(step.request.action);
        advance(() => plan.next(value));
      });
    } catch (error) {
      if (!isRunKilledError(error)) later(() => advance(() => plan.throw(error)));
    }
  };

  advance(() => plan.next());
  answer = (action) => action();
}

function performStep(tap: Tap, call: string, style: Style, step: CallStep): unknown {
  if ('request' in step) return tap.perform(`${call}/${step.step}`, style, step.request);
  if ('waitMs' in step) blockThread(step.waitMs);
  return undefined;
}

// Stops a run at one operation: before it, after it, or in the middle of it (half of a write's bytes). Two ways
// to stop: SIGKILL of the own process, which is the truth, and the in-process fence, which is fast.
// Operations are counted, not timed, so the same run stops at the same place again.
import { sep } from 'node:path';
import { type Handler, type HandlerDecision, mutates, type Operation, pathsOf } from '../patch/operation.js';
import { originalFs, originalSetImmediate } from '../patch/original-fs.js';
import { closeDescriptors, type KillableRun, RunKilledError } from '../patch/simulated-kill.js';
import type { Tap } from '../patch/tap.js';

export interface StopPoint {
  /** Which of the counted operations, from 1. */
  at: number;
  /** half: only writes have a middle; any other operation is stopped before it. */
  when: 'before' | 'half' | 'after';
}

export type OperationFilter = (operation: Operation) => boolean;

/** Operations on an existing directory or below it, by the path as it is written here or by its real one. */
export function within(directory: string): OperationFilter {
  const roots = [directory, originalFs.realpathSync.native(directory)];
  const isBelow = (path: string) => roots.some((root) => path === root || path.startsWith(root + sep));
  return (operation) => pathsOf(operation).some(isBelow);
}

/** Those of them that can change something. */
export function changesWithin(directory: string): OperationFilter {
  const inside = within(directory);
  return (operation) => mutates(operation) && inside(operation);
}

/** Runs `halt` at the point. What halt throws, the tapped call throws; `counted` tells how far the run came. */
export class Stopper implements Handler {
  counted = 0;
  readonly #point: StopPoint;
  readonly #counts: OperationFilter;
  readonly #halt: () => void;
  #halting: Operation | null = null;

  constructor(point: StopPoint, counts: OperationFilter, halt: () => void) {
    this.#point = point;
    this.#counts = counts;
    this.#halt = halt;
  }

  before(operation: Operation): HandlerDecision {
    if (!this.#counts(operation)) return undefined;
    this.counted += 1;
    if (this.counted !== this.#point.at) return undefined;
    const halves = this.#point.when === 'half' && operation.kind === 'write';
    if (this.#point.when !== 'after' && !halves) {
      this.#halt();
      return undefined;
    }
    this.#halting = operation;
    return halves ? 'halve' : undefined;
  }

  after(operation: Operation): void {
    if (operation === this.#halting) this.#halt();
  }
}

/** SIGKILL of this very process at the point; nothing of it runs afterwards. */
export function stopBySigkill(point: StopPoint, counts: OperationFilter = mutates): Stopper {
  return new Stopper(point, counts, () => {
    process.kill(process.pid, 'SIGKILL');
    // Another thread may be the one that takes the signal; this one must not get any further.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
}

export type StopPointRun<T> =
  /** The point was reached: the run is dead, and whatever it still waits for never comes. */
  | { reached: true; operations: number }
  /** The run ended before: there is no such point in it. */
  | { reached: false; operations: number; ended: { ok: true; value: T } | { ok: false; error: unknown } };

/**
 * Runs `body` until the point. Only operations of the body's own asynchronous context are counted and fenced,
 * so the caller can look at the disk right afterwards. The handler of a dead run stays attached for good.
 */
export async function runToStopPoint<T>(
  tap: Tap,
  point: StopPoint,
  counts: OperationFilter,
  body: () => Promise<T>,
): Promise<StopPointRun<T>> {
  const life: KillableRun = { killed: false, descriptors: new Map() };
  return await new Promise((resolve) => {
    const own: OperationFilter = (operation) => tap.runs.getStore() === life && counts(operation);
    const stopper = new Stopper(point, own, () => {
      life.killed = true;
      // In a later turn, when the call stack of the dead run has unwound.
      originalSetImmediate(() => {
        closeDescriptors(life);
        resolve({ reached: true, operations: stopper.counted });
      });
      throw new RunKilledError();
    });
    const detach = tap.attach(stopper);
    const end = (ended: Extract<StopPointRun<T>, { reached: false }>['ended']) => {
      if (life.killed) return;
      detach();
      resolve({ reached: false, operations: stopper.counted, ended });
    };
    tap.runs.run(life, body).then(
      (value) => end({ ok: true, value }),
      (error: unknown) => end({ ok: false, error }),
    );
  });
}

// Stops a run at one operation: before it, after it, or in the middle (half of a write's bytes). There are
// two ways: SIGKILL of the own process, which is the real thing, and a simulated kill within the process,
// which is fast. Operations are counted, not timed, so the same run stops at the same point again.

import { sep } from 'node:path';
import { blockThread } from '../patch/block-thread.js';
import { type Handler, type HandlerDecision, mutates, type Operation, pathsOf } from '../patch/operation.js';
import { originalFs, originalSetImmediate } from '../patch/original-fs.js';
import { closeDescriptors, type KillableRun, RunKilledError } from '../patch/simulated-kill.js';
import type { Tap } from '../patch/tap.js';

export interface StopPoint {
  /** Which of the counted operations, from 1. */
  at: number;
  /** half: only writes can be stopped in the middle; other operations are stopped before. */
  when: 'before' | 'half' | 'after';
}

export type OperationFilter = (operation: Operation) => boolean;

/** Accepts operations in or below an existing directory, by this path or by its real path. */
export function within(directory: string): OperationFilter {
  const roots = [directory, originalFs.realpathSync.native(directory)];
  const isBelow = (path: string) => roots.some((root) => path === root || path.startsWith(root + sep));
  return (operation) => pathsOf(operation).some(isBelow);
}

/** Accepts operations in or below the directory that can change something. */
export function changesWithin(directory: string): OperationFilter {
  const inside = within(directory);
  return (operation) => mutates(operation) && inside(operation);
}

/** Calls `halt` at the stop point; what it throws, the tapped call throws. */
class Stopper implements Handler {
  /** How many operations were counted so far. */
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

/** Kills this process with SIGKILL at the stop point; no code of it runs afterwards. */
export function stopBySigkill(point: StopPoint, counts: OperationFilter = mutates): Stopper {
  return new Stopper(point, counts, () => {
    process.kill(process.pid, 'SIGKILL');
    // The signal may be delivered to another thread first; this one must not go on meanwhile.
    blockThread();
  });
}

export type StopPointRun<T> =
  /** The point was reached and the run killed; what it still waits for never settles. */
  | { reached: true; operations: number }
  /** The run ended before the point. */
  | { reached: false; operations: number; ended: { ok: true; value: T } | { ok: false; error: unknown } };

/**
 * Runs `body` until the stop point. Only operations in its asynchronous context are counted and stopped, so
 * the caller can read the disk right afterwards. After a kill the handler stays attached for good.
 */
export async function runToStopPoint<T>(
  tap: Tap,
  point: StopPoint,
  counts: OperationFilter,
  body: () => Promise<T>,
): Promise<StopPointRun<T>> {
  const run: KillableRun = { killed: false, descriptors: new Map() };
  return await new Promise((resolve) => {
    const own: OperationFilter = (operation) => tap.runs.getStore() === run && counts(operation);
    const stopper = new Stopper(point, own, () => {
      run.killed = true;
      // In a later turn, when the call stack of the killed run has unwound.
      originalSetImmediate(() => {
        closeDescriptors(run);
        resolve({ reached: true, operations: stopper.counted });
      });
      throw new RunKilledError();
    });
    const detach = tap.attach(stopper);
    const end = (ended: Extract<StopPointRun<T>, { reached: false }>['ended']) => {
      if (run.killed) return;
      detach();
      resolve({ reached: false, operations: stopper.counted, ended });
    };
    tap.runs.run(run, body).then(
      (value) => end({ ok: true, value }),
      (error: unknown) => end({ ok: false, error }),
    );
  });
}

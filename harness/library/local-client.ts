// One function of a test as a client: its asynchronous context tells whose operation it is, and each
// operation that is not synchronous waits at a gate until the schedule lets it through.
import { relative } from 'node:path';
import type { Step } from '../../results/vocabulary/schedule.js';
import { pendingLabel } from '../interleavings/client/accesses/operation-label.js';
import type { Pending } from '../interleavings/program.js';
import type { Operation, Outcome } from '../tap/patch/operation.js';
import { pathsOf } from '../tap/patch/operation.js';
import type { KillableRun } from '../tap/patch/simulated-kill.js';
import { codeOf } from '../tap/patch/system-error.js';
import type { LocalTime } from './local-time.js';

export interface LocalClientParts {
  number: number;
  run: (directory: string) => unknown;
  directory: string;
  note: (client: number, kind: Step['kind'], label: string, decided: boolean) => void;
}

export class LocalClient implements KillableRun {
  readonly number: number;
  killed = false;
  readonly descriptors = new Map<number, (() => void) | null>();
  /** null: it has not come to its end. */
  result: PromiseSettledResult<unknown> | null = null;
  distrust: string | null = null;
  /** Counts whatever it does: while that grows it is not at rest. */
  activity = 0;
  readonly #parts: LocalClientParts;
  /** In the order in which they were called; the first one is the start itself. */
  readonly #gates: (() => void)[];
  #isLetThrough = false;

  constructor(parts: LocalClientParts) {
    this.number = parts.number;
    this.#parts = parts;
    this.#gates = [() => this.#start()];
  }

  /** Called by the tap before an operation that is not synchronous: it is done when this resolves. */
  hold(): Promise<void> {
    this.activity += 1;
    return new Promise((resolve) => {
      this.#gates.push(resolve);
    });
  }

  pending(time: LocalTime): Pending[] {
    const client = this.number;
    if (this.#gates.length > 0) return [{ client, state: 'gate', label: 'next', wakeMs: null }];
    const wakeMs = time.wakeMsOf(this);
    return wakeMs === null ? [] : [{ client, state: 'sleeping', label: 'sleep', wakeMs }];
  }

  /** Whether it can be let go on. */
  isWaiting(time: LocalTime): boolean {
    return this.#gates.length > 0 || time.wakeMsOf(this) !== null;
  }

  /** Takes the step that is pending. In its own context. */
  goOn(time: LocalTime): void {
    this.activity += 1;
    const open = this.#gates.shift();
    if (open === undefined) {
      this.#parts.note(this.number, 'wake', 'wakes', true);
      time.wake(this);
      return;
    }
    this.#isLetThrough = true;
    open();
  }

  did(operation: Operation, outcome: Outcome): void {
    this.activity += 1;
    const named = (path: string) => relative(this.#parts.directory, path) || '.';
    if (!isInside(operation, named)) return;
    const done = outcome.ok ? '' : `: ${codeOf(outcome.error) ?? 'failed'}`;
    this.#parts.note(
      this.number,
      'operation',
      `${pendingLabel(operation, named)}${done}`,
      this.#isLetThrough,
    );
    this.#isLetThrough = false;
  }

  #start(): void {
    this.#parts.note(this.number, 'operation', 'starts', true);
    this.#isLetThrough = false;
    Promise.resolve()
      .then(() => this.#parts.run(this.#parts.directory))
      .then(
        (value) => this.#end({ status: 'fulfilled', value }),
        (reason: unknown) => this.#end({ status: 'rejected', reason }),
      );
  }

  #end(result: PromiseSettledResult<unknown>): void {
    this.activity += 1;
    this.result = result;
  }
}

function isInside(operation: Operation, named: (path: string) => string): boolean {
  const paths = [...pathsOf(operation), ...(operation.openedAs === null ? [] : [operation.openedAs])];
  return paths.length === 0 || paths.some((path) => !named(path).startsWith('..'));
}

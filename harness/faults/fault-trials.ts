// Which faults are tried: each operation of one undisturbed call with each error that it can give, once and from
// then on. Pure but for the handler that lists the operations.
import type { IoFault } from '../../results/facts/io-faults-fact.js';
import type { OperationFilter } from '../tap/handlers/stop-at-call.js';
import type { Handler, Operation, Outcome } from '../tap/patch/operation.js';
import { describeOperation } from '../tap/record/trace-recorder.js';
import { type FaultPlace, isLocked } from './one-fault.js';
import { type PossibleFault, possibleFaults, unsyncable } from './possible-faults.js';

/** A call that polls would go on for ever. */
const OPERATIONS_MAX = 80;

export interface FaultTrial extends FaultPlace {
  call: IoFault['call'];
  /** For people. */
  operation: string;
  possible: PossibleFault;
  how: IoFault['how'];
}

interface SeenOperation extends FaultPlace {
  /** For people. */
  operation: string;
  possibles: PossibleFault[];
}

/** Lists the operations of a call that could meet a fault, and whether it took a lock that can be seen. */
export class OperationList implements Handler {
  readonly seen: SeenOperation[] = [];
  locked: boolean = false;
  readonly #inside: OperationFilter;
  readonly #counts = new Map<string, number>();

  constructor(inside: OperationFilter) {
    this.#inside = inside;
  }

  before(operation: Operation): undefined {
    if (!this.#inside(operation) || this.seen.length >= OPERATIONS_MAX) return;
    const { kind } = operation;
    const nth = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, nth);
    const possibles = possibleFaults(operation);
    this.seen.push({ kind, nth, operation: describeOperation(operation), possibles });
  }

  after(operation: Operation, outcome: Outcome): void {
    this.locked ||= isLocked(operation, outcome);
  }
}

/** An owner that may not be given to one file, is no reason why another operation should fail. */
const once: readonly IoFault['how'][] = ['once'];
const plainly: readonly IoFault['how'][] = ['once', 'lasting'];
const replacements: readonly IoFault['how'][] = [...plainly, 'then-full'];

/** A directory that can't be synced never can. */
const always: readonly IoFault['how'][] = ['lasting'];

export function isSync(kind: Operation['kind']): boolean {
  return kind === 'fsync' || kind === 'fdatasync';
}

export function trialsOf(call: IoFault['call'], seen: readonly SeenOperation[]): FaultTrial[] {
  return seen.flatMap(({ kind, nth, operation, possibles }) => {
    // What a strategy does instead of a refused rename or link meets a second fault.
    const hows = kind === 'rename' || kind === 'link' ? replacements : kind === 'chown' ? once : plainly;
    return possibles.flatMap((possible) =>
      (isSync(kind) && unsyncable.includes(possible.name) ? always : hows).map(
        (how): FaultTrial => ({ call, kind, nth, operation, possible, how }),
      ),
    );
  });
}

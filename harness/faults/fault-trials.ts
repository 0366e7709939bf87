// Which faults are tried: each operation of one undisturbed call with each error that it can give, once and from
// then on. Pure but for the handler that lists the operations.
import type { IoFault } from '../../results/facts/io-faults-fact.js';
import type { OperationFilter } from '../tap/handlers/stop-at-call.js';
import { type Handler, mutates, type Operation, type Outcome } from '../tap/patch/operation.js';
import { originalFs } from '../tap/patch/original-fs.js';
import { describeOperation } from '../tap/record/trace-recorder.js';
import { type FaultPlace, isLocked } from './one-fault.js';
import { INTERRUPTED, type PossibleFault, possibleFaults, unsyncable } from './possible-faults.js';

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
  readonly #made = new Set<string>();

  constructor(inside: OperationFilter) {
    this.#inside = inside;
  }

  before(operation: Operation): undefined {
    if (!this.#inside(operation) || this.seen.length >= OPERATIONS_MAX) return;
    const { kind } = operation;
    const nth = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, nth);
    const possibles = possibleFaults(operation, this.#made);
    const path = makes(operation);
    if (path !== null && originalFs.lstatSync(path, { throwIfNoEntry: false }) === undefined) {
      this.#made.add(path);
    }
    this.seen.push({ kind, nth, operation: describeOperation(operation), possibles });
  }

  after(operation: Operation, outcome: Outcome): void {
    this.locked ||= isLocked(operation, outcome);
  }
}

/** The path that an operation can make. */
function makes(operation: Operation): string | null {
  const { kind } = operation;
  if (kind === 'open') return mutates(operation) ? operation.path : null;
  return kind === 'mkdir' || kind === 'link' || kind === 'symlink' ? operation.path : null;
}

/** An owner that may not be given to one file, is no reason why another operation should fail. */
const once: readonly IoFault['how'][] = ['once'];
const plainly: readonly IoFault['how'][] = ['once', 'lasting'];
const replacements: readonly IoFault['how'][] = [...plainly, 'then-full'];
/** Nothing but the rename is refused: a file that is mounted, or held open without leave to replace it. */
const refused: readonly IoFault['how'][] = [...replacements, 'each'];

/** A directory that can't be synced never can. */
const always: readonly IoFault['how'][] = ['lasting'];

export function isSync(kind: Operation['kind']): boolean {
  return kind === 'fsync' || kind === 'fdatasync';
}

/** What a store takes for “another file system” or “somebody has it open”, and does something else instead of. */
const refusals: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EBUSY', 'EXDEV']);

function howsOf(kind: Operation['kind'], { name, fault }: PossibleFault): readonly IoFault['how'][] {
  if (isSync(kind) && unsyncable.includes(name)) return always;
  if (name === INTERRUPTED || fault.type === 'gone' || kind === 'chown') return once;
  // What a strategy does after a short write, or instead of a refused rename or link, meets a second fault.
  if (kind === 'write' && name === 'half') return replacements;
  if ((kind !== 'rename' && kind !== 'link') || !refusals.has(name)) return plainly;
  return kind === 'rename' && name !== 'EXDEV' ? refused : replacements;
}

export function trialsOf(call: IoFault['call'], seen: readonly SeenOperation[]): FaultTrial[] {
  return seen.flatMap(({ kind, nth, operation, possibles }) =>
    possibles.flatMap((possible) =>
      howsOf(kind, possible).map((how): FaultTrial => ({ call, kind, nth, operation, possible, how })),
    ),
  );
}

const parts: Partial<Record<Operation['kind'], string>> = {
  write: 'writes',
  fsync: 'syncs',
  fdatasync: 'syncs',
  rename: 'renames',
  link: 'renames',
  open: 'opens',
};

/** The part of the scenario that a trial belongs to: what fails in a write, or `others`. */
export function partOf({ call, kind }: Pick<FaultTrial, 'call' | 'kind'>): string {
  return (call === 'write' ? parts[kind] : undefined) ?? 'others';
}

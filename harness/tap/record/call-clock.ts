// Where the time of one call goes: adds up its operations by what they are for, and gives the time between them
// to whatever it lies between. Between two operations on the lock it is the lock's (waiting, turns of the event
// loop); anything else is computation. The tap makes each operation a little longer than it is without.
import path from 'node:path';
import type { CallCost, OperationPart } from '../../../results/facts/cost-breakdown-fact.js';
import { mutates, type Operation, pathsOf } from '../patch/operation.js';
import { monotonicNs } from '../patch/original-fs.js';
import type { Tap } from '../patch/tap.js';

/** One operation of a call, in nanoseconds since the call began. */
export interface TimedOperation {
  part: Exclude<OperationPart, 'unlock'>;
  fromNs: number;
  toNs: number;
}

export class CallClock {
  readonly #detach: () => void;
  readonly #document: string;
  readonly #directories: ReadonlySet<string>;
  /** What the strategy has locked, or tried to. */
  readonly #locks = new Set<string>();
  #beganNs = 0n;
  #operationNs = 0n;
  #operations: TimedOperation[] = [];

  /** Sees the operations of this thread until `stop`. `document`: absolute. */
  constructor(tap: Tap, document: string) {
    this.#document = document;
    this.#directories = new Set(ancestorsOf(document));
    this.#detach = tap.attach({
      before: (operation) => {
        if (operation.kind === 'lock') this.#locks.add(path.resolve(operation.path));
        this.#operationNs = monotonicNs();
        return undefined;
      },
      after: (operation) => {
        const toNs = Number(monotonicNs() - this.#beganNs);
        const fromNs = Number(this.#operationNs - this.#beganNs);
        this.#operations.push({ part: this.#partOf(operation), fromNs, toNs });
      },
    });
  }

  async time(call: () => Promise<unknown>): Promise<CallCost> {
    this.#operations = [];
    this.#beganNs = monotonicNs();
    await call();
    const totalNs = Number(monotonicNs() - this.#beganNs);
    return costOf(this.#operations, totalNs);
  }

  stop(): void {
    this.#detach();
  }

  #partOf(operation: Operation): TimedOperation['part'] {
    const names = pathsOf(operation).map((name) => path.resolve(name));
    if (operation.kind === 'lock' || names.some((name) => this.#isOfLock(name))) return 'lock';
    const isDirectory = names.some((name) => this.#directories.has(name));
    switch (operation.kind) {
      case 'fsync':
      case 'fdatasync':
        return isDirectory ? 'directory-fsync' : 'fsync';
      case 'rename':
      case 'link':
        return 'rename';
      case 'ask-process':
        return 'other';
      case 'open':
      case 'close':
        if (isDirectory) return 'directory-fsync';
        return mutates(operation) || !names.includes(this.#document) ? 'write' : 'read';
      default:
        return mutates(operation) ? 'write' : 'read';
    }
  }

  /** The lock file, and what lies beside it under its name. */
  #isOfLock(name: string): boolean {
    if (name === this.#document) return false;
    return [...this.#locks].some(
      (lock) => name === lock || name.startsWith(`${lock}.`) || name.startsWith(lock + path.sep),
    );
  }
}

function ancestorsOf(file: string): string[] {
  const above = path.dirname(file);
  return above === file ? [] : [above, ...ancestorsOf(above)];
}

/** Pure. What is done to the lock after the last change of a file is its release. */
export function costOf(operations: readonly TimedOperation[], totalNs: number): CallCost {
  const lastWork = operations.findLastIndex(({ part }) => part !== 'lock');
  const partAt = (at: number): OperationPart | null => {
    const part = operations[at]?.part;
    if (part === undefined) return null;
    return part === 'lock' && at > lastWork && lastWork >= 0 ? 'unlock' : part;
  };
  const partsNs: CallCost['partsNs'] = {};
  let computingNs = 0;
  let seenNs = 0;
  const give = (part: OperationPart, ns: number): void => {
    partsNs[part] = (partsNs[part] ?? 0) + ns;
  };
  const between = (before: OperationPart | null, after: OperationPart | null, ns: number): void => {
    if (ns <= 0) return;
    if (before === 'lock' && after === 'lock') give('lock', ns);
    else if (before === 'unlock' || after === 'unlock') give('unlock', ns);
    else computingNs += ns;
  };
  for (const [at, { fromNs, toNs }] of operations.entries()) {
    between(partAt(at - 1), partAt(at), fromNs - seenNs);
    give(partAt(at) ?? 'other', Math.max(0, toNs - Math.max(fromNs, seenNs)));
    seenNs = Math.max(seenNs, toNs);
  }
  between(partAt(operations.length - 1), null, totalNs - seenNs);
  return { totalNs, partsNs, computingNs };
}

// Which writes of a strategy do something else than its second one: a journal that is compacted now and then, a
// log that is moved into the main file. A crash is most dangerous there, and a recording of the first few
// writes would miss it. Looks at a limited number of writes: what comes more rarely stays unseen.
import path from 'node:path';
import type { Strategy } from '../../../strategies/strategy.js';
import { makeDocument } from '../../document.js';
import { changesWithin } from '../../tap/handlers/stop-at-call.js';
import { type Handler, type Operation, pathsOf } from '../../tap/patch/operation.js';
import type { Tap } from '../../tap/patch/tap.js';

const WRITES_LOOKED_AT = 20;
const RARE_MAX = 2;
const LOCK_TIMEOUT_MS = 1000;

/** What a write does, whatever the names of its files are: the same files by number, and how each is changed. */
class WriteKind {
  readonly #files = new Map<string, number>();
  readonly #steps: string[] = [];

  constructor(document: string) {
    this.#files.set(document, 0);
  }

  add(operation: Operation): void {
    const files = pathsOf(operation).map((file) => this.#numberOf(file));
    this.#steps.push(`${operation.call} ${files.join(' ')}${howOf(operation)}`);
  }

  text(): string {
    return this.#steps.join('\n');
  }

  #numberOf(file: string): number {
    const known = this.#files.get(file) ?? this.#files.size;
    this.#files.set(file, known);
    return known;
  }
}

/** Emptying a file and appending to it may be the same calls. */
function howOf(operation: Operation): string {
  if (operation.kind === 'open') return ` ${operation.flags}`;
  return operation.kind === 'write' && operation.position === 0 ? ' from its beginning' : '';
}

/**
 * The first write of each unusual kind after the second, from 1, ascending. Each write is that of a fresh client,
 * in `directory`, which exists and is empty.
 */
export async function rareWrites(
  tap: Tap,
  strategy: Strategy,
  directory: string,
  documentBytes: number,
): Promise<number[]> {
  const document = path.join(directory, 'tasks.yaml');
  let seen = new WriteKind(document);
  const counts = changesWithin(directory);
  const watch: Handler = {
    before(operation) {
      if (counts(operation)) seen.add(operation);
      return undefined;
    },
  };
  const detach = tap.attach(watch);
  const known = new Set<string>();
  const rare: number[] = [];
  try {
    for (let write = 1; write <= WRITES_LOOKED_AT && rare.length < RARE_MAX; write++) {
      seen = new WriteKind(document);
      const store = await strategy.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
      await store.write(makeDocument(`looked-at${write}`, documentBytes), write - 1);
      await store.close();
      const kind = seen.text();
      // The first two are looked at anyway.
      if (write > 2 && !known.has(kind)) rare.push(write);
      known.add(kind);
    }
  } finally {
    detach();
  }
  return rare;
}

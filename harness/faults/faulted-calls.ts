// Makes one call of a strategy after another that meets a fault. Each has a directory of its own with a document
// of rev 1 and the open store that wrote it. Once the fault is over, lists what is there, who can write, and
// what stayed open.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { FaultAnswer, IoFault } from '../../results/facts/io-faults-fact.js';
import type { Store, Strategy } from '../../strategies/strategy.js';
import { openDescriptors } from '../crash/recovery/open-descriptors.js';
import type { OrdinaryNames } from '../crash/recovery/ordinary-names.js';
import { makeDocument, namesBelow } from '../document.js';
import { originalSetImmediate } from '../tap/patch/original-fs.js';
import { answerOf, foundBy, openedOrRefusing, quietly } from './store-calls.js';

const LOCK_TIMEOUT_MS = 50;
/** So many failures may open what a store keeps for the next ones. */
const EARLY = 10;

export interface FaultedCallsOptions {
  strategy: Strategy;
  /** Absolute and empty. */
  directory: string;
  documentName: string;
  documentBytes: number;
  ordinary: OrdinaryNames;
  /** Awaited when a call and what came after it are over: what is still to happen, may happen now. */
  afterwards?: () => Promise<void>;
}

export interface PreparedPlace {
  directory: string;
  document: string;
  store: Store;
  oldToken: string;
}

/** `met`: what is known of the fault itself. */
export interface FaultedCall<Met>
  extends Pick<IoFault, 'oldToken' | 'newToken' | 'answer' | 'beside' | 'after'> {
  met: Met;
  /** Descriptors that are open now and were not before; 0 where they can't be counted. */
  opened: number;
}

export class FaultedCalls {
  readonly #options: FaultedCallsOptions;
  #places = 0;

  constructor(options: FaultedCallsOptions) {
    this.#options = options;
  }

  /** `made` is called with the directory before the strategy opens anything there. */
  async prepare(made: (directory: string) => void = () => {}): Promise<PreparedPlace> {
    const { strategy, documentName } = this.#options;
    const number = this.#places++;
    const directory = path.join(this.#options.directory, `fault-${number}`);
    mkdirSync(directory);
    made(directory);
    const document = path.join(directory, documentName);
    const store = await strategy.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
    const oldToken = `f${number}-old`;
    await store.write(this.document(oldToken), 0);
    return { directory, document, store, oldToken };
  }

  document(token: string): ReturnType<typeof makeDocument> {
    return makeDocument(token, this.#options.documentBytes);
  }

  /**
   * `meet` makes the call while the fault holds. Removes the place in the end.
   * @param besides so many callers of the same store write at the same time
   */
  async attempt<Met>(
    call: IoFault['call'],
    meet: (
      place: PreparedPlace,
      makeCall: () => Promise<FaultAnswer>,
    ) => Promise<{ answer: FaultAnswer; met: Met }>,
    made?: (directory: string) => void,
    besides = 0,
  ): Promise<FaultedCall<Met>> {
    const before = openDescriptors();
    const place = await this.prepare(made);
    const { store, oldToken } = place;
    const newToken = call === 'write' ? `${oldToken}-then-new` : null;
    let beside: NonNullable<IoFault['beside']> = [];
    const { answer, met } = await meet(place, async () => {
      const called = answerOf(() =>
        newToken === null ? store.read() : store.write(this.document(newToken), 1),
      );
      const others = Array.from({ length: besides }, async (_, index) => {
        const token = `${newToken}-beside-${index + 1}`;
        return { token, answer: await answerOf(() => store.write(this.document(token), null)) };
      });
      beside = await Promise.all(others);
      return await called;
    });
    const hung = [answer, ...beside.map((other) => other.answer)].some(({ type }) => type === 'hang');
    const after = hung ? null : await this.#afterwards(place);
    await settled();
    await this.#options.afterwards?.();
    const opened = before === null || after === null ? 0 : (openDescriptors() ?? 0) - before;
    rmSync(place.directory, { recursive: true, force: true });
    return { oldToken, newToken, answer, ...(besides === 0 ? {} : { beside }), after, met, opened };
  }

  /**
   * Writes so often with one store, each time with the fault that `meet` holds. Resolves with how many more
   * descriptors are open than after the first few, before the store is closed; 0 where they can't be counted.
   */
  async again(
    times: number,
    meet: (directory: string, makeCall: () => Promise<unknown>) => Promise<void>,
  ): Promise<number> {
    const { directory, store } = await this.prepare();
    let early: number | null = null;
    for (let n = 1; n <= times; n += 1) {
      await meet(directory, () => answerOf(() => store.write(this.document(`again-${n}`), null)));
      if (n === EARLY) early = await descriptorsOnceSettled();
    }
    const late = await descriptorsOnceSettled();
    await quietly(() => store.close());
    rmSync(directory, { recursive: true, force: true });
    return early === null || late === null ? 0 : late - early;
  }

  /** The fault is over: what is there, and who can write. */
  async #afterwards({ document, store }: PreparedPlace): Promise<NonNullable<IoFault['after']>> {
    const { strategy, ordinary } = this.#options;
    const other = await openedOrRefusing(() => strategy.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS }));
    const fresh = await foundBy(() => other.read());
    const rev = fresh.type === 'document' ? fresh.observed.rev : 0;
    const sameStore = await answerOf(() => store.write(this.document('same-store'), rev));
    await quietly(() => store.close());
    const next = sameStore.type === 'ok' && sameStore.rev !== null ? sameStore.rev : rev;
    const newStore = await answerOf(() => other.write(this.document('new-store'), next));
    await quietly(() => other.close());
    const litter = ordinary.surplus(namesBelow(path.dirname(document), path.basename(document)));
    return { fresh, sameStore, newStore, litter };
  }
}

/** Descriptors are closed in the background by streams and file handles. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => originalSetImmediate(resolve));
}

async function descriptorsOnceSettled(): Promise<number | null> {
  await settled();
  return openDescriptors();
}

// What a client does with the strategy in one schedule, the way an application would: open, then read, modify
// and write with compare-and-swap until acknowledged often enough, then close. After LOCKED the same write is
// tried again once other clients have had a turn, after CONFLICT a new one at once. Every call is recorded
// before and after.
import type { Store, Strategy } from '../../../strategies/strategy.js';
import { describeThrown } from '../../actors/thrown.js';
import { makeDocument, observe, rememberedDigests } from '../../document.js';
import type { ClientPosition, Entry, Script } from '../client-protocol.js';

export interface ScriptClient {
  note(entry: Entry): void;
  /** Lets other clients go on before the next try. `refusals`: so many in a row. */
  giveWay(refusals: number): Promise<void>;
  /** After an acknowledgement: what an application does before its next write. */
  think(): Promise<void>;
}

/** The documents of one search are few, and its schedules many. */
const digest = rememberedDigests(1000);

type Threw = Extract<ClientPosition, { at: 'threw' }>;

/** Resolves with what open or close threw, or null. */
export async function playScript(
  script: Script,
  strategy: Strategy,
  client: ScriptClient,
): Promise<Threw | null> {
  let store: Store;
  try {
    store = await strategy.open(script.document, { lockTimeoutMs: script.lockTimeoutMs });
  } catch (error) {
    return threw('open', error);
  }
  await new Player(script, store, client).play();
  try {
    await store.close();
  } catch (error) {
    return threw('close', error);
  }
  return null;
}

export function threw(where: string, error: unknown): Threw {
  return { at: 'threw', where, message: describeThrown(error).message };
}

class Player {
  readonly #script: Script;
  readonly #store: Store;
  readonly #client: ScriptClient;
  #calls = 0;
  #refusals = 0;

  constructor(script: Script, store: Store, client: ScriptClient) {
    this.#script = script;
    this.#store = store;
    this.#client = client;
  }

  async play(): Promise<void> {
    const { job } = this.#script;
    switch (job.do) {
      case 'read':
        for (let reads = 0; reads < job.reads; reads += 1) {
          if ((await this.#read()) === undefined) await this.#giveWay();
        }
        return;
      case 'probe': {
        const rev = await this.#read();
        await this.#write(rev ?? null, 1);
        return;
      }
      case 'write':
        await this.#cycles(job.writes, job.triesMax);
        return;
    }
  }

  async #cycles(writes: number, triesMax: number): Promise<void> {
    let [acknowledged, tries] = [0, 0];
    while (acknowledged < writes && tries < triesMax) {
      const rev = await this.#read();
      if (rev === undefined) {
        tries += 1;
        await this.#giveWay();
        continue;
      }
      const written = await this.#write(rev, triesMax - tries);
      tries += written.tries;
      if (written.outcome === 'ok') {
        acknowledged += 1;
        await this.#client.think();
      } else if (written.outcome !== 'CONFLICT') await this.#giveWay();
    }
  }

  #giveWay(): Promise<void> {
    this.#refusals += 1;
    return this.#client.giveWay(this.#refusals);
  }

  /** The rev; 0 for an absent document; undefined when the read failed. */
  async #read(): Promise<number | undefined> {
    const n = this.#calls++;
    this.#client.note({ e: 'read', n });
    try {
      const document = await this.#store.read();
      const observed = document === null ? null : observe(document, digest);
      this.#client.note({ e: 'read-ok', n, observed });
      return observed === null ? 0 : observed.rev;
    } catch (error) {
      this.#client.note({ e: 'read-error', n, ...describeThrown(error) });
      return undefined;
    }
  }

  async #write(
    expectedRev: number | null,
    triesMax: number,
  ): Promise<{ outcome: 'ok' | string | null; tries: number }> {
    const { client, documentBytes } = this.#script;
    const n = this.#calls++;
    const token = `c${client}n${n}`;
    const next = makeDocument(token, documentBytes, digest);
    this.#client.note({ e: 'write', n, token, expectedRev });
    for (let tries = 1; ; tries += 1) {
      try {
        const stored = await this.#store.write(next, expectedRev);
        this.#refusals = 0;
        this.#client.note({ e: 'write-ok', n, tries, rev: observe(stored, digest).rev });
        return { outcome: 'ok', tries };
      } catch (error) {
        const thrown = describeThrown(error);
        if (thrown.code !== 'LOCKED' || tries >= triesMax) {
          this.#client.note({ e: 'write-error', n, tries, ...thrown });
          return { outcome: thrown.code, tries };
        }
      }
      await this.#giveWay();
    }
  }
}

// Notices when a client is about to change the document: the moment of a write at which it holds whatever lock
// there is, and at which being stopped, robbed or killed hurts most. By the operations that can be seen: a rename
// or a link onto a file that was there at the start, a write into one, or its truncation.
import { readdirSync } from 'node:fs';
import type { Moment, Pending } from '../interleavings/program.js';

export class CommitWatch {
  /** Who stands before such a change right now; null: nobody that has just arrived there. */
  client: number | null = null;
  /**
   * How often somebody came to that moment who had changed the document before, while others have changed it
   * since: what it remembers of its own last write is out of date.
   */
  returning = 0;
  #names: ReadonlySet<string> | null = null;
  #last: Pending | null = null;
  readonly #committed = new Set<number>();
  #committer: number | null = null;

  /** This client goes on: what it stood before happens. */
  goesOn(pending: Pending): void {
    if (pending.state === 'gate' && this.#isCommit(pending.label)) {
      this.#committed.add(pending.client);
      this.#committer = pending.client;
    }
    this.#last = pending;
  }

  look({ pending }: Moment, directory: string): void {
    this.#names ??= new Set(readdirSync(directory, { recursive: true, encoding: 'utf8' }));
    const arrived = pending.find(({ client }) => client === this.#last?.client);
    this.client = null;
    if (arrived?.state !== 'gate' || !this.#isCommit(arrived.label)) return;
    if (!this.#committed.has(arrived.client) || this.#committer === arrived.client) return;
    this.client = arrived.client;
    this.returning += 1;
  }

  #isCommit(label: string): boolean {
    const [, renamed, written] =
      /^(?:rename|link) .+ → (.+)$|^(?:write \d+ bytes to|truncate) (.+)$/.exec(label) ?? [];
    return this.#names?.has(renamed ?? written ?? '') === true;
  }
}

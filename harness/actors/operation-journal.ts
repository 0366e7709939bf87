// An actor's journal: one line before and one after every operation, written with writeSync to a file of
// its own. Messages to a parent are lost when the sender is killed; what writeSync has returned from is not.
// Reading it is the host's business, see reading-journals; actors start faster without a schema library.
import fs from 'node:fs';
import type { JournalEntry } from './read-journals.js';

export class Journal {
  readonly #fd: number;

  constructor(path: string) {
    this.#fd = fs.openSync(path, 'a');
  }

  write(entry: JournalEntry): void {
    fs.writeSync(this.#fd, `${JSON.stringify(entry)}\n`);
  }

  close(): void {
    fs.closeSync(this.#fd);
  }
}

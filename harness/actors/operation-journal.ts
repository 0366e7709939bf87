// An actor's journal: one line before and one after every operation, written with writeSync to a file of its
// own. A message to a parent is lost when the sender is killed; what writeSync has written is not. The host
// reads it with read-journals.ts, which is apart so that actors start without a schema library.
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

// The scheduler's end of the channel to one client. The first report is awaited without blocking, because
// loading a strategy takes long; from then on every command blocks until the client has reported its next
// position.
import fs, { closeSync } from 'node:fs';
import type { Command, Report } from '../../client-protocol.js';
import { type EncodedEntry, EntryDecoder } from './entry-dictionary.js';
import { MessagePipe } from './message-pipe.js';
import { openEnds, type PipeEnds, type PipePaths } from './named-pipes.js';

const HELLO_BYTES_MAX = 4096;

export class SchedulerChannel {
  readonly #ends: PipeEnds;
  readonly #pipe: MessagePipe;
  readonly #decoder = new EntryDecoder();

  /** The pipes exist already. */
  constructor(paths: PipePaths) {
    this.#ends = openEnds(paths.up, paths.down);
    this.#pipe = new MessagePipe(this.#ends.readFd, this.#ends.writeFd);
  }

  /** Resolves with the client's first report. null: `giveUp` was called before. */
  async hello(): Promise<Report | null> {
    const buffer = Buffer.alloc(HELLO_BYTES_MAX);
    const read = (): Promise<number> =>
      new Promise((resolve, reject) => {
        fs.read(this.#ends.readFd, buffer, 0, buffer.length, null, (error, count) => {
          if (error) reject(error);
          else resolve(count);
        });
      });
    // Node waits for a read under way when it exits: without this, as long as we hold the other end ourselves.
    const letGo = (): void => this.#ends.letGo();
    process.once('exit', letGo);
    try {
      let line = '';
      do {
        const count = await read();
        if (count === 0) return null;
        line += buffer.toString('utf8', 0, count);
      } while (!line.endsWith('\n'));
      return JSON.parse(line) as Report;
    } finally {
      process.off('exit', letGo);
      letGo();
    }
  }

  /** Blocks. null: the client is gone. */
  exchange(command: Command): Report | null {
    if (!this.#pipe.send(command)) return null;
    const report = this.#pipe.receive() as (Omit<Report, 'entries'> & { entries: EncodedEntry[] }) | null;
    return report && { ...report, entries: this.#decoder.decode(report.entries) };
  }

  /** The client's process has ended: ends a waiting `hello`. */
  giveUp(): void {
    this.#ends.letGo();
  }

  /** Not while `hello` is under way. */
  close(): void {
    this.#ends.letGo();
    closeSync(this.#ends.readFd);
    closeSync(this.#ends.writeFd);
  }
}

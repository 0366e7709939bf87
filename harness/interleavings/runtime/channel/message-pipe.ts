// One end of a channel: messages as lines of JSON through two named pipes, strictly in turns, so that
// everything up to a final newline is one message. Both calls block. When the other side is gone they return
// null or false and don't throw.
import { originalFs } from '../../../tap/patch/original-fs.js';

const BUFFER_BYTES = 64 * 1024;
const NEWLINE = 10;

export class MessagePipe {
  readonly #readFd: number;
  readonly #writeFd: number;
  #buffer: Buffer = Buffer.allocUnsafe(BUFFER_BYTES);

  constructor(readFd: number, writeFd: number) {
    this.#readFd = readFd;
    this.#writeFd = writeFd;
  }

  /** false: the reader is gone. */
  send(message: unknown): boolean {
    const line = `${JSON.stringify(message)}\n`;
    const bytes = Buffer.byteLength(line);
    let sent = 0;
    while (sent < bytes) {
      try {
        sent +=
          sent === 0
            ? originalFs.writeSync(this.#writeFd, line)
            : originalFs.writeSync(this.#writeFd, Buffer.from(line), sent);
      } catch (error) {
        if (hasCode(error, 'EINTR')) continue;
        if (hasCode(error, 'EPIPE')) return false;
        throw error;
      }
    }
    return true;
  }

  /** The next message; null: the writer is gone, or died in the middle of a message. */
  receive(): unknown {
    let length = 0;
    for (;;) {
      const count = this.#read(length);
      if (count === 0) return null;
      length += count;
      if (this.#buffer[length - 1] === NEWLINE)
        return JSON.parse(this.#buffer.toString('utf8', 0, length - 1));
      if (length === this.#buffer.length) this.#buffer = Buffer.concat([this.#buffer], length * 2);
    }
  }

  #read(from: number): number {
    for (;;) {
      try {
        return originalFs.readSync(this.#readFd, this.#buffer, from, this.#buffer.length - from, null);
      } catch (error) {
        // libuv repeats every interrupted call but read.
        if (!hasCode(error, 'EINTR')) throw error;
      }
    }
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

// Writes every byte. write(2) may write fewer than asked for (full disk, file size limit, signal); ignoring
// its result publishes a truncated file as a success.
import { writeSync } from 'node:fs';

export function writeAll(fd: number, content: Uint8Array): void {
  let written = 0;
  while (written < content.byteLength) {
    const taken = writeSync(fd, content, written, content.byteLength - written);
    if (taken === 0) {
      throw Object.assign(new Error(`write took none of ${content.byteLength - written} bytes`), {
        code: 'EIO',
      });
    }
    written += taken;
  }
}

// Reads a file that anybody may have put there: only a regular one, and never more than a limit. A FIFO would
// never end, a device may be endless, and a size that was asked for before may be wrong by the time of reading.
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** Apart from the errors of the system, which are thrown as they are. */
export class BoundedFileError extends Error {
  override readonly name = 'BoundedFileError';
  readonly code: 'NOT_A_FILE' | 'TOO_LARGE';

  constructor(code: 'NOT_A_FILE' | 'TOO_LARGE', message: string) {
    super(message);
    this.code = code;
  }
}

/** A descriptor of a regular file, for the caller to close. Throws BoundedFileError or the system's error. */
export function openRegular(path: string): number {
  // Asked before, because opening alone can do something to a device; and after, because it may have changed.
  if (!statSync(path).isFile()) throw notAFile();
  // Without waiting for a writer, should it be a FIFO by now. Windows has no such flag.
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw notAFile();
}

/** The whole content. Throws BoundedFileError or the system's error. */
export function readBounded(path: string, bytesMax: number): Buffer {
  const fd = openRegular(path);
  try {
    const size = fstatSync(fd).size;
    if (size > bytesMax) throw tooLarge(bytesMax);
    // One byte more than it says: a file that grows meanwhile is noticed.
    let buffer = Buffer.allocUnsafe(size + 1);
    let length = 0;
    for (;;) {
      const read = readSync(fd, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0) return buffer.subarray(0, length);
      if (length > bytesMax) throw tooLarge(bytesMax);
      if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
    }
  } finally {
    closeSync(fd);
  }
}

function notAFile(): BoundedFileError {
  return new BoundedFileError('NOT_A_FILE', 'it is not a regular file');
}

/** Also for what is no file. */
export function tooLarge(bytesMax: number): BoundedFileError {
  return new BoundedFileError('TOO_LARGE', `it is larger than ${sizeInWords(bytesMax)}`);
}

function sizeInWords(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes} bytes` : `${Math.floor(bytes / 2 ** 20)} MiB`;
}

// The lines of a case file as they arrive, plain or gzipped, each within a limit: a few kilobytes of gzip can
// unfold to gigabytes, and a file without a line break would have to be held as a whole.
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { ArchiveError } from './archive-error.js';
import { openRegular } from './bounded-file.js';

export interface CaseLimits {
  /** Of a file, unpacked. */
  bytesMax: number;
  /** Of one line. */
  lineBytesMax: number;
}

/** A case's raw facts are megabytes, in a soak some tens of them. */
export const caseLimits: CaseLimits = { bytesMax: 2 ** 30, lineBytesMax: 2 ** 27 };

const newline = 0x0a;

/**
 * The lines without their breaks; the last one may lack it. Throws BoundedFileError, ArchiveError for what is
 * beyond the limits, or the system's error.
 */
export async function* linesOf(
  path: string,
  isZipped: boolean,
  { bytesMax, lineBytesMax }: CaseLimits = caseLimits,
): AsyncGenerator<string> {
  const file = createReadStream(path, { fd: openRegular(path) });
  const source = isZipped ? file.pipe(createGunzip()) : file;
  // A pipe doesn't pass on errors.
  file.once('error', (error) => source.destroy(error));
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let bytes = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw beyond(path, `it unfolds to more than ${bytesMax} bytes`);
      let from = 0;
      for (let to = chunk.indexOf(newline); to >= 0; to = chunk.indexOf(newline, from)) {
        yield Buffer.concat([...begun, chunk.subarray(from, to)]).toString('utf8');
        [begun, begunBytes, from] = [[], 0, to + 1];
      }
      if (from < chunk.length) begun.push(chunk.subarray(from));
      begunBytes += chunk.length - from;
      if (begunBytes > lineBytesMax) throw beyond(path, `a line of it has more than ${lineBytesMax} bytes`);
    }
    if (begunBytes > 0) yield Buffer.concat(begun).toString('utf8');
  } finally {
    source.destroy();
    file.destroy();
  }
}

function beyond(path: string, what: string): ArchiveError {
  return new ArchiveError(
    'MALFORMED',
    `${path} is no case file of ours: ${what}. Restore it, or run this case again.`,
  );
}

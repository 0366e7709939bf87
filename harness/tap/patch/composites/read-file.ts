// readFile as the steps that Node takes: open, fstat, read to the end, close. The single reads matter to the
// interleaving engine, and to the offset of a descriptor that is written to afterwards.
import type { Stats } from 'node:fs';
import { readEncoding, readFd, readFlags, readOptions, readPath, readSignal } from '../arguments.js';
import { type CallPlan, perform } from '../call-plan.js';
import { read as readTransfer } from '../reads-and-writes.js';
import { throwIfAborted } from './abort.js';
import { closing } from './whole-file.js';

const CHUNK_BYTES = 512 * 1024;
const UNKNOWN_SIZE_BYTES = 64 * 1024;

/** readFile(path | fd, options). Resolves with a Buffer, or a string where an encoding is given. */
export function readFile([path, rawOptions]: readonly unknown[]): CallPlan {
  const options = readOptions(rawOptions);
  const raw = options.encoding;
  const encoding = raw === undefined || raw === null || raw === 'buffer' ? null : readEncoding(raw);
  const signal = readSignal(options.signal);
  if (typeof path === 'number') return readToEnd(readFd(path), encoding, signal);
  readPath(path);
  const flag = options.flag || 'r';
  readFlags(flag);
  return opened(path, flag, encoding, signal);
}

function* opened(
  path: unknown,
  flag: unknown,
  encoding: BufferEncoding | null,
  signal: AbortSignal | undefined,
): CallPlan {
  throwIfAborted(signal);
  const fd = yield* perform('open', path, flag, 0o666);
  return yield* closing(fd, readToEnd(fd as number, encoding, signal));
}

function* readToEnd(
  fd: number,
  encoding: BufferEncoding | null,
  signal: AbortSignal | undefined,
): CallPlan<Buffer | string> {
  throwIfAborted(signal);
  const stats = (yield* perform('fstat', fd)) as Stats;
  const size = stats.isFile() ? stats.size : 0;
  const pieces: Buffer[] = [];
  for (let total = 0; ; ) {
    throwIfAborted(signal);
    const room = size > 0 ? Math.min(CHUNK_BYTES, size - total) : UNKNOWN_SIZE_BYTES;
    const piece = Buffer.allocUnsafeSlow(room);
    const request = readTransfer([fd, piece, 0, room, null]);
    const bytesRead = (yield { step: 'read', request }) as number;
    total += bytesRead;
    pieces.push(piece.subarray(0, bytesRead));
    if (bytesRead === 0 || total === size) break;
  }
  const whole = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  return encoding === null ? whole : whole.toString(encoding);
}

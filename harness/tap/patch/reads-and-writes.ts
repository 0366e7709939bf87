// The read and write functions of node:fs. Their many signatures come down to descriptor, bytes and position;
// each gives one request that the synchronous function runs, if need be for only some of the bytes.
import { readEncoding, readFd, readInteger, readPosition, readView, Unreadable } from './arguments.js';
import { originalFs } from './original-fs.js';
import type { OperationRequest } from './tap.js';

type Args = readonly unknown[];

/** `payload`: the buffer(s) that asynchronous answers carry besides the number of bytes. */
export interface ReadOrWriteRequest extends OperationRequest {
  readonly payload: unknown;
}

function writeRequest(fd: number, bytes: Uint8Array, position: number | null): OperationRequest {
  return {
    action: { kind: 'write', fd, position, chunks: [bytes] },
    run: (bytesMax) =>
      originalFs.writeSync(
        fd,
        bytes,
        0,
        Math.min(bytes.byteLength, bytesMax ?? Number.POSITIVE_INFINITY),
        position,
      ),
    runRest: (bytesBefore) =>
      originalFs.writeSync(
        fd,
        bytes,
        bytesBefore,
        bytes.byteLength - bytesBefore,
        position === null ? null : position + bytesBefore,
      ),
  };
}

/** write(fd, buffer, offset, length, position), (fd, buffer, options), (fd, string, position, encoding). */
export function write(args: Args): ReadOrWriteRequest {
  const [rawFd, data, second, third, fourth] = args;
  const fd = readFd(rawFd);
  if (typeof data === 'string') {
    const bytes = Buffer.from(data, readEncoding(third));
    return { ...writeRequest(fd, bytes, readPosition(second)), payload: data };
  }
  const view = readView(data);
  const range = typeof second === 'object' && second !== null ? rangeOf(second) : [second, third, fourth];
  const [offset, length] = within(view, range[0], range[1]);
  const bytes = view.subarray(offset, offset + length);
  return { ...writeRequest(fd, bytes, readPosition(range[2])), payload: data };
}

export function writev(args: Args): ReadOrWriteRequest {
  const { fd, chunks, position } = vectorOf(args);
  return {
    action: { kind: 'write', fd, position, chunks },
    run: (bytesMax) => {
      const taken = bytesMax === undefined ? chunks : firstBytes(chunks, bytesMax);
      return originalFs.writevSync(fd, taken, position ?? undefined);
    },
    payload: args[1],
  };
}

/** read(fd, buffer, offset, length, position), (fd, buffer, options), (fd, options), (fd). */
export function read(args: Args): ReadOrWriteRequest {
  const [rawFd, second, third, fourth, fifth] = args;
  const fd = readFd(rawFd);
  const direct = ArrayBuffer.isView(second);
  const options = direct ? third : second;
  const named = typeof options === 'object' && options !== null ? options : null;
  const buffer: unknown = direct ? second : (named && Reflect.get(named, 'buffer')) || Buffer.alloc(16_384);
  const range = named || !direct ? rangeOf(named ?? {}) : [third, fourth, fifth];
  const view = readView(buffer);
  const [offset, length] = within(view, range[0], range[1]);
  const position = readPosition(range[2]);
  return {
    action: { kind: 'read', fd, position, length },
    run: (bytesMax = length) =>
      length === 0 ? 0 : originalFs.readSync(fd, view, offset, Math.min(length, bytesMax), position),
    payload: buffer,
  };
}

export function readv(args: Args): ReadOrWriteRequest {
  const { fd, chunks, position } = vectorOf(args);
  return {
    action: { kind: 'read', fd, position, length: chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0) },
    run: (bytesMax) => {
      const taken = bytesMax === undefined ? chunks : firstBytes(chunks, bytesMax);
      return originalFs.readvSync(fd, taken, position ?? undefined);
    },
    payload: args[1],
  };
}

/** (fd, buffers, position). */
function vectorOf([fd, buffers, position]: Args): {
  fd: number;
  chunks: Uint8Array[];
  position: number | null;
} {
  if (!Array.isArray(buffers)) throw new Unreadable('not buffers');
  return { fd: readFd(fd), chunks: buffers.map(readView), position: readPosition(position) };
}

function rangeOf(options: object): [unknown, unknown, unknown] {
  return [Reflect.get(options, 'offset'), Reflect.get(options, 'length'), Reflect.get(options, 'position')];
}

/** Leaves ranges that don't fit for Node to refuse. */
function within(view: Uint8Array, rawOffset: unknown, rawLength: unknown): [offset: number, length: number] {
  const offset = readInteger(rawOffset, 0);
  const length = readInteger(rawLength, view.byteLength - offset);
  if (offset < 0 || length < 0 || offset + length > view.byteLength) throw new Unreadable('out of range');
  return [offset, length];
}

function firstBytes(chunks: readonly Uint8Array[], bytesMax: number): Uint8Array[] {
  const taken: Uint8Array[] = [];
  let left = bytesMax;
  for (const chunk of chunks) {
    if (left <= 0) break;
    taken.push(chunk.subarray(0, left));
    left -= chunk.byteLength;
  }
  return taken;
}

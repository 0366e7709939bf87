// writeFile, appendFile and truncate as the steps that Node takes: open, write until every byte is taken,
// fsync if asked for, close. The promise version writes at most 512 KiB at once, as Node does.
import {
  readBoolean,
  readEncoding,
  readFd,
  readFlags,
  readInteger,
  readMode,
  readOptions,
  readPath,
  readSignal,
  readView,
} from '../arguments.js';
import { type CallPlan, type CallStep, perform } from '../call-plan.js';
import type { Style } from '../operation.js';
import { write as writeTransfer } from '../reads-and-writes.js';
import { throwIfAborted } from './abort.js';

type Args = readonly unknown[];
const CHUNK_BYTES = 512 * 1024;

/** writeFile(path | fd, data, options). */
export function writeFile(args: Args, style: Style): CallPlan {
  return writePlan(args, style, 'w');
}

export function appendFile(args: Args, style: Style): CallPlan {
  return writePlan(args, style, 'a');
}

function writePlan([path, data, rawOptions]: Args, style: Style, flagDefault: string): CallPlan {
  const options = readOptions(rawOptions);
  const encoding = readEncoding(options.encoding);
  const signal = readSignal(options.signal);
  const flush = readBoolean(options.flush, false);
  const write =
    style === 'promise' && isIterable(data)
      ? (fd: number) => writePieces(fd, data, encoding, signal)
      : writerOf(data, encoding, style, signal);
  if (typeof path === 'number') return onOpen(readFd(path), write, signal, style === 'sync' && flush);
  readPath(path);
  const flag = options.flag || flagDefault;
  readFlags(flag);
  readMode(options.mode, 0o666);
  return opened([path, flag, options.mode ?? 0o666], write, signal, flush);
}

type Write = (fd: number) => CallPlan<void>;

function* opened(open: Args, write: Write, signal: AbortSignal | undefined, flush: boolean): CallPlan {
  throwIfAborted(signal);
  const fd = yield* perform('open', ...open);
  yield* closing(fd, onOpen(fd as number, write, signal, flush));
  return undefined;
}

function* onOpen(fd: number, write: Write, signal: AbortSignal | undefined, flush: boolean): CallPlan {
  throwIfAborted(signal);
  yield* write(fd);
  if (flush) yield* perform('fsync', fd);
  return undefined;
}

/** Closes the descriptor however the plan ends. If both fail, throws an AggregateError, as Node does. */
export function* closing<T>(fd: unknown, plan: CallPlan<T>): CallPlan<T> {
  let result: T;
  try {
    result = yield* plan;
  } catch (error) {
    try {
      yield* perform('close', fd);
    } catch (closeError) {
      throw new AggregateError([closeError, error], error instanceof Error ? error.message : undefined);
    }
    throw error;
  }
  yield* perform('close', fd);
  return result;
}

function writerOf(
  data: unknown,
  encoding: BufferEncoding,
  style: Style,
  signal: AbortSignal | undefined,
): Write {
  const bytes = typeof data === 'string' ? Buffer.from(data, encoding) : readView(data);
  const chunkBytes = style === 'promise' ? CHUNK_BYTES : bytes.byteLength;
  return (fd) => writeAll(fd, bytes, chunkBytes, signal);
}

/** Writes until every byte is taken: continues after a short write, as Node does. */
export function* writeAll(
  fd: number,
  bytes: Uint8Array,
  chunkBytes: number,
  signal?: AbortSignal,
): CallPlan<void> {
  for (let offset = 0; offset < bytes.byteLength; ) {
    throwIfAborted(signal);
    const length = Math.min(chunkBytes, bytes.byteLength - offset);
    offset += (yield writeStep(fd, bytes, offset, length)) as number;
  }
}

function writeStep(fd: number, bytes: Uint8Array, offset: number, length: number): CallStep {
  return { step: 'write', request: writeTransfer([fd, bytes, offset, length, null]) };
}

type Pieces = Iterable<unknown> | AsyncIterable<unknown>;

function isIterable(data: unknown): data is Pieces {
  return (
    typeof data === 'object' &&
    data !== null &&
    !ArrayBuffer.isView(data) &&
    (Symbol.iterator in data || Symbol.asyncIterator in data)
  );
}

function* writePieces(
  fd: number,
  data: Pieces,
  encoding: BufferEncoding,
  signal: AbortSignal | undefined,
): CallPlan<void> {
  const pieces = Symbol.asyncIterator in data ? data[Symbol.asyncIterator]() : data[Symbol.iterator]();
  for (;;) {
    const next = (yield { waitFor: Promise.resolve(pieces.next()) }) as IteratorResult<unknown>;
    if (next.done) return;
    throwIfAborted(signal);
    const bytes = typeof next.value === 'string' ? Buffer.from(next.value, encoding) : readView(next.value);
    yield* writeAll(fd, bytes, CHUNK_BYTES, signal);
  }
}

/** truncate(path, length); a descriptor instead of a path is the deprecated form of ftruncate. */
export function truncate([path, length]: Args): CallPlan {
  const size = readInteger(length, 0);
  if (typeof path === 'number') {
    readFd(path);
    return perform('ftruncate', path, size);
  }
  readPath(path);
  return truncateByPath(path, size);
}

function* truncateByPath(path: unknown, size: number): CallPlan {
  const fd = yield* perform('open', path, 'r+');
  yield* closing(fd, perform('ftruncate', fd, size));
  return undefined;
}

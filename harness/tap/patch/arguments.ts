// Reads the arguments of node:fs functions as far as an operation needs them. Arguments that can't be read
// throw `Unreadable`; the caller then passes the call to Node, which refuses it with its own error.
import { constants } from 'node:fs';
import { isAbsolute, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Node will refuse these arguments, or the tap doesn't handle them: pass the call to Node unchanged. */
export class Unreadable extends Error {}

/** Absolute, otherwise as written: `..` after a symbolic link must be resolved by the kernel, not as text. */
export function readPath(raw: unknown): string {
  const text = rawPath(raw);
  if (text.includes('\0')) throw new Unreadable('path with a null byte');
  return isAbsolute(text) ? text : `${process.cwd()}${sep}${text}`;
}

function rawPath(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  if (raw instanceof Uint8Array) return Buffer.from(raw).toString('utf8');
  if (raw instanceof URL) return fileURLToPath(raw);
  throw new Unreadable('not a path');
}

/** As the caller wrote it, for errors and results that repeat the path. */
export function keepPath(raw: unknown): string {
  readPath(raw);
  return rawPath(raw);
}

export function isPathLike(raw: unknown): boolean {
  return typeof raw === 'string' || raw instanceof Uint8Array || raw instanceof URL;
}

/** Refuses 0, 1 and 2: a strategy keeps no state in standard streams, and the harness may print to them. */
export function readFd(raw: unknown): number {
  if (typeof raw !== 'number' || !Number.isInteger(raw) || raw <= 2) throw new Unreadable('not a descriptor');
  return raw;
}

export function readInteger(raw: unknown, absent: number): number {
  if (raw === undefined || raw === null) return absent;
  if (typeof raw !== 'number' || !Number.isInteger(raw)) throw new Unreadable('not an integer');
  return raw;
}

/** null = the current offset, as for everything else that is not an integer ≥ 0. */
export function readPosition(raw: unknown): number | null {
  if (typeof raw === 'bigint') return raw >= 0n ? Number(raw) : null;
  return typeof raw === 'number' && Number.isInteger(raw) && raw >= 0 ? raw : null;
}

export function readMode(raw: unknown, absent: number): number {
  if (raw === undefined || raw === null) return absent;
  if (typeof raw === 'string' && /^[0-7]+$/.test(raw)) return Number.parseInt(raw, 8);
  return readInteger(raw, absent);
}

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY } = constants;
const APPEND = O_APPEND | O_CREAT | O_WRONLY;
const APPEND_READ = O_APPEND | O_CREAT | O_RDWR;
const WRITE = O_TRUNC | O_CREAT | O_WRONLY;
const WRITE_READ = O_TRUNC | O_CREAT | O_RDWR;
const FLAGS: Record<string, number> = {
  r: O_RDONLY,
  rs: O_RDONLY | O_SYNC,
  sr: O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
  'sr+': O_RDWR | O_SYNC,
  w: WRITE,
  wx: WRITE | O_EXCL,
  xw: WRITE | O_EXCL,
  'w+': WRITE_READ,
  'wx+': WRITE_READ | O_EXCL,
  'xw+': WRITE_READ | O_EXCL,
  a: APPEND,
  ax: APPEND | O_EXCL,
  xa: APPEND | O_EXCL,
  as: APPEND | O_SYNC,
  sa: APPEND | O_SYNC,
  'a+': APPEND_READ,
  'ax+': APPEND_READ | O_EXCL,
  'xa+': APPEND_READ | O_EXCL,
  'as+': APPEND_READ | O_SYNC,
  'sa+': APPEND_READ | O_SYNC,
};

export function readFlags(raw: unknown): number {
  if (raw === undefined || raw === null) return O_RDONLY;
  if (typeof raw === 'number') return raw;
  const flags = typeof raw === 'string' && Object.hasOwn(FLAGS, raw) ? FLAGS[raw] : undefined;
  if (flags === undefined) throw new Unreadable('not open flags');
  return flags;
}

/** A byte view on the memory of a typed array or DataView. */
export function readView(raw: unknown): Uint8Array {
  if (!ArrayBuffer.isView(raw)) throw new Unreadable('not a buffer');
  return new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength);
}

export function readEncoding(raw: unknown): BufferEncoding {
  if (raw === undefined || raw === null) return 'utf8';
  if (typeof raw !== 'string' || !Buffer.isEncoding(raw)) throw new Unreadable('not an encoding');
  return raw;
}

/** Options of readFile, writeFile and similar functions; a string is the encoding. */
export function readOptions(raw: unknown): Record<string, unknown> {
  if (raw === undefined || raw === null) return {};
  if (typeof raw === 'string') return { encoding: readEncoding(raw) };
  if (typeof raw !== 'object') throw new Unreadable('not options');
  return { ...raw };
}

export function readSignal(raw: unknown): AbortSignal | undefined {
  if (raw === undefined) return undefined;
  if (!(raw instanceof AbortSignal)) throw new Unreadable('not an AbortSignal');
  return raw;
}

export function readBoolean(raw: unknown, absent: boolean): boolean {
  if (raw === undefined || raw === null) return absent;
  if (typeof raw !== 'boolean') throw new Unreadable('not a boolean');
  return raw;
}

// One document as a record that proves itself: its length, the first bytes of a SHA-256 of the text, and the
// text. What was cut off, mixed or never written is no record.
import { createHash } from 'node:crypto';
import type { TaskFile } from '../../../../strategies/strategy.js';

const LENGTH_BYTES = 4;
const CHECKSUM_BYTES = 8;
const HEADER_BYTES = LENGTH_BYTES + CHECKSUM_BYTES;

export function frameDocument(document: TaskFile): Buffer {
  const text = Buffer.from(JSON.stringify(document));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, checksumOf(text), text]);
}

/**
 * The record at `offset`, and where it ends; null: there is no whole one. `trusting`: the checksum is not
 * looked at, and JSON.parse may throw.
 */
export function documentAt(
  bytes: Buffer,
  offset: number,
  trusting = false,
): { document: TaskFile; end: number } | null {
  if (bytes.length < offset + HEADER_BYTES) return null;
  const start = offset + HEADER_BYTES;
  const end = start + bytes.readUInt32LE(offset);
  if (end === start || end > bytes.length) return null;
  const text = bytes.subarray(start, end);
  const checksum = bytes.subarray(offset + LENGTH_BYTES, start);
  if (!trusting && !checksum.equals(checksumOf(text))) return null;
  return { document: JSON.parse(text.toString('utf8')) as TaskFile, end };
}

function checksumOf(text: Uint8Array): Buffer {
  return createHash('sha256').update(text).digest().subarray(0, CHECKSUM_BYTES);
}

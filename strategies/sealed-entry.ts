// A document that proves itself: one line with its rev, its length and a checksum over all of that, then its YAML.
// The line is a comment to YAML, so that people and other programs can read the file. What was cut off, mixed
// of two documents or never written is no entry. SHA-256 by its first half: no accident makes it match.
import { createHash } from 'node:crypto';

/** The line is filled up with blanks, so that everything in a file has a place that can be computed. */
export const LINE_BYTES = 128;

export interface Seal {
  rev: number;
  /** Of the YAML that follows. */
  lengthBytes: number;
  checksum: string;
}

/**
 * @param label what the entry is called in its file; an entry of another label is none.
 * @param after the checksum of the entry before it, or an empty text
 */
export function sealOf(label: string, rev: number, yaml: Uint8Array, after = ''): Seal {
  const hash = createHash('sha256').update(`${after}\n${label}\n${rev}\n${yaml.byteLength}\n`).update(yaml);
  return { rev, lengthBytes: yaml.byteLength, checksum: hash.digest('hex').slice(0, 32) };
}

export function sealLine(label: string, { rev, lengthBytes, checksum }: Seal): string {
  return lineOf(`--- # ${label}: rev ${rev}, ${lengthBytes} bytes, sha256 ${checksum}`);
}

/** A line of fixed length. */
export function lineOf(text: string): string {
  return `${text.padEnd(LINE_BYTES - 1)}\n`;
}

/** What the line at `offset` says, be it true or not; null: there is no such line. */
export function sealAt(bytes: Buffer, offset: number, label: string): Seal | null {
  const line = bytes.toString('latin1', offset, offset + LINE_BYTES);
  const named = /: rev (?<rev>\d+), (?<length>\d+) bytes, sha256 (?<checksum>[0-9a-f]{32}) *\n$/.exec(line);
  const { rev = '', length = '', checksum = '' } = named?.groups ?? {};
  const seal = { rev: Number(rev), lengthBytes: Number(length), checksum };
  return named !== null && sealLine(label, seal) === line ? seal : null;
}

export function isSealed(label: string, seal: Seal, yaml: Uint8Array, after = ''): boolean {
  return (
    yaml.byteLength === seal.lengthBytes && sealOf(label, seal.rev, yaml, after).checksum === seal.checksum
  );
}

/** The rev that a document's YAML begins with, as it was serialised here: a commit of several writes skips some. */
export function revIn(yaml: Uint8Array): number {
  const beginning = Buffer.from(yaml.buffer, yaml.byteOffset, Math.min(yaml.byteLength, 64)).toString(
    'latin1',
  );
  const rev = /^rev: (?<rev>\d+)$/m.exec(beginning)?.groups?.rev;
  if (rev === undefined) throw new Error('the YAML to be stored does not begin with version and rev');
  return Number(rev);
}

/** Fills the space from `from` to `to` in a file: lines of blanks, which say nothing in YAML. */
export function blankSpace(from: number, to: number): Buffer {
  const space = Buffer.alloc(to - from, ' ');
  for (let at = from + BLANK_LINE_BYTES - 1 - (from % BLANK_LINE_BYTES); at < to; at += BLANK_LINE_BYTES) {
    space[at - from] = NEWLINE;
  }
  return space;
}

const BLANK_LINE_BYTES = 64;
const NEWLINE = 0x0a;

// The case file: one strategy × scenario × scope as JSON lines, first the header, then one fact a line. Pure:
// lines in, data out. The header counts the facts, so a file that was cut at the end of a line is noticed, and
// carries a digest, so a changed bit is; it also carries state and duration, so a case survives a crash before
// the index was saved.
import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import { type Fact, factSchema } from '../facts/facts.js';
import {
  type CaseEntry,
  type CaseHeader,
  caseEntrySchema,
  caseHeaderSchema,
  RUN_SCHEMA_VERSION,
} from '../facts/run-record.js';
import type { Scope } from '../vocabulary/verdict.js';
import { ArchiveError, describeIssues, refuseNewer } from './archive-error.js';
import { digestField, startDigest, withoutDigest } from './digest.js';

const fileHeaderSchema = caseHeaderSchema.extend({
  state: caseEntrySchema.shape.state,
  durationMs: caseEntrySchema.shape.durationMs,
  facts: z.number().int().nonnegative(),
  digest: digestField,
});

export interface CaseFile {
  header: CaseHeader;
  state: CaseEntry['state'];
  durationMs: number;
  facts: Fact[];
  /** false: of an earlier version, so that a changed bit may have gone unnoticed. */
  isDigested: boolean;
}

// Windows takes these names for devices whatever extension follows.
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * `<strategy>.<scenario>.<scope>.jsonl`, fit for every file system. Ids in kebab-case stay readable; any
 * other id (path characters, capitals that Windows would fold, device names, very long ones) is reduced and
 * gets `_` and a hash, which no kebab-case id can contain, so two ids never share a file.
 */
export function caseFileName(strategy: string, scenario: string, scope: Scope): string {
  return `${fileSafe(strategy)}.${fileSafe(scenario)}.${scope}.jsonl`;
}

/** An id as a part of a file name; ids in kebab-case stay as they are. */
export function fileSafe(id: string): string {
  if (/^[a-z0-9-]{1,80}$/.test(id) && !deviceName.test(id)) return id;
  const readable = id
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 60);
  return `${readable}_${createHash('sha256').update(id).digest('hex').slice(0, 12)}`;
}

/** A name directly below cases/ that can't lead out of it. */
export function isCaseFileName(name: string): boolean {
  return /^[\w-][\w.-]*\.jsonl(\.gz)?$/.test(name);
}

/**
 * The file's whole text. Throws MALFORMED for a fact that could not be read back: nothing else may be stored.
 */
export function serialiseCase(entry: CaseEntry, header: CaseHeader, facts: readonly Fact[]): string {
  const lines = facts.map((fact) => JSON.stringify(fact));
  const first = { ...header, state: entry.state, durationMs: entry.durationMs, facts: facts.length };
  const digest = lines.reduce((hash, line) => hash.update(`\n${line}`), startDigest(first)).digest('hex');
  const text = `${[JSON.stringify({ ...first, digest }), ...lines].join('\n')}\n`;
  parseCase(text, entry.file);
  return text;
}

/** Throws MALFORMED or NEWER_SCHEMA; `where` names the file in the message. */
export function parseCase(text: string, where: string): CaseFile {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const reader = new CaseReader(where);
  for (const line of lines) reader.take(line);
  return reader.end();
}

/** Takes a case file line by line, and refuses it at the first line that can't belong to one. */
export class CaseReader {
  readonly #where: string;
  readonly #facts: Fact[] = [];
  #header: z.infer<typeof fileHeaderSchema> | null = null;
  #digest: Hash | null = null;

  /** `where` names the file in messages. */
  constructor(where: string) {
    this.#where = where;
  }

  /** Throws MALFORMED or NEWER_SCHEMA. */
  take(line: string): void {
    if (this.#header === null) {
      this.#begin(line);
      return;
    }
    const lineNumber = this.#facts.length + 2;
    if (lineNumber - 1 > this.#header.facts) throw this.#miscounted('more');
    this.#digest?.update(`\n${line}`);
    const value = parseLine(line, this.#where, lineNumber);
    this.#facts.push(validated(factSchema, value, this.#where, lineNumber));
  }

  /** Throws MALFORMED when something is missing or was changed. */
  end(): CaseFile {
    if (this.#header === null) this.#begin('');
    const header = this.#header;
    if (header === null) throw new Error('a header that begins is there or was refused');
    if (this.#facts.length < header.facts) throw this.#miscounted(String(this.#facts.length));
    if (this.#digest !== null && this.#digest.digest('hex') !== header.digest) {
      throw new ArchiveError(
        'MALFORMED',
        `${this.#where} is not as it was written: its digest differs, so it was damaged or edited. Restore it, or run this case again.`,
      );
    }
    return {
      header: caseHeaderSchema.parse(header),
      state: header.state,
      durationMs: header.durationMs,
      facts: this.#facts,
      isDigested: header.digest !== undefined,
    };
  }

  #begin(line: string): void {
    const value = parseLine(line, this.#where, 1);
    refuseNewer(value, RUN_SCHEMA_VERSION, this.#where);
    const header = validated(fileHeaderSchema, value, this.#where, 1);
    this.#header = header;
    if (header.digest !== undefined) this.#digest = startDigest(withoutDigest(value as object).rest);
  }

  #miscounted(held: string): ArchiveError {
    return new ArchiveError(
      'MALFORMED',
      `${this.#where} announces ${this.#header?.facts} facts and holds ${held}: it was cut off or edited. Restore it, or run this case again.`,
    );
  }
}

function parseLine(line: string, where: string, lineNumber: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new ArchiveError(
      'MALFORMED',
      `${where}, line ${lineNumber}, is not JSON: the file was cut off or edited. Restore it, or run this case again.`,
      { cause },
    );
  }
}

function validated<T>(schema: z.ZodType<T>, value: unknown, where: string, lineNumber: number): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ArchiveError(
    'MALFORMED',
    `${where}, line ${lineNumber}: ${describeIssues(result.error)}. Restore the file, or run this case again.`,
    { cause: result.error },
  );
}

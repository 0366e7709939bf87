// The case file: one strategy × scenario × scope as JSON lines, first the header, then one fact a line. Pure:
// text in, data out. The header counts the facts, so a file that was cut at the end of a line is noticed; it
// also carries state and duration, so a case survives a crash before the index was saved.
import { createHash } from 'node:crypto';
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

const fileHeaderSchema = caseHeaderSchema.extend({
  state: caseEntrySchema.shape.state,
  durationMs: caseEntrySchema.shape.durationMs,
  facts: z.number().int().nonnegative(),
});

export interface CaseFile {
  header: CaseHeader;
  state: CaseEntry['state'];
  durationMs: number;
  facts: Fact[];
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
  const first = { ...header, state: entry.state, durationMs: entry.durationMs, facts: facts.length };
  const lines = [JSON.stringify(first), ...facts.map((fact) => JSON.stringify(fact))];
  const text = `${lines.join('\n')}\n`;
  parseCase(text, entry.file);
  return text;
}

/** Throws MALFORMED or NEWER_SCHEMA; `where` names the file in the message. */
export function parseCase(text: string, where: string): CaseFile {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const first = parseLine(lines[0] ?? '', where, 1);
  refuseNewer(first, RUN_SCHEMA_VERSION, where);
  const header = validated(fileHeaderSchema, first, where, 1);
  if (lines.length - 1 !== header.facts) {
    throw new ArchiveError(
      'MALFORMED',
      `${where} announces ${header.facts} facts and holds ${lines.length - 1}: it was cut off or edited. Restore it, or run this case again.`,
    );
  }
  const facts = lines
    .slice(1)
    .map((line, at) => validated(factSchema, parseLine(line, where, at + 2), where, at + 2));
  return {
    header: caseHeaderSchema.parse(header),
    state: header.state,
    durationMs: header.durationMs,
    facts,
  };
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

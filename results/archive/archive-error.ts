// The errors of stored runs. Every message says what is wrong, where, and what to do about it.
import type { z } from 'zod';

/**
 * - NOT_FOUND: there is nothing at the path.
 * - NOT_A_RUN: there is something, but it isn't a run (or a judged run).
 * - NEWER_SCHEMA: written by a newer Holdfast.
 * - MALFORMED: half-written, edited, or incomplete.
 * - UNWRITABLE: the file system refused, or another run is already there.
 */
export type ArchiveErrorCode = 'NOT_FOUND' | 'NOT_A_RUN' | 'NEWER_SCHEMA' | 'MALFORMED' | 'UNWRITABLE';

export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly code: ArchiveErrorCode;

  constructor(code: ArchiveErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Throws NOT_A_RUN without a schema version and NEWER_SCHEMA for one that this release doesn't know. */
export function refuseNewer(value: unknown, known: number, where: string): void {
  const version = schemaVersionOf(value);
  if (version === null) {
    throw new ArchiveError(
      'NOT_A_RUN',
      `${where} carries no schema version, so it wasn't written by Holdfast. Give the directory of a run, or its run.json.`,
    );
  }
  if (version > known) {
    throw new ArchiveError(
      'NEWER_SCHEMA',
      `${where} has schema version ${version}; this Holdfast reads up to ${known}. Update Holdfast to read it.`,
    );
  }
}

function schemaVersionOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value)) return null;
  return typeof value.schemaVersion === 'number' ? value.schemaVersion : null;
}

/** The first thing that zod has against a value: `cases.0.scope: Invalid option …`. */
export function describeIssues(error: z.ZodError): string {
  const [first] = error.issues;
  if (first === undefined) return 'the content is not valid';
  const path = first.path.map(String).join('.');
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : '';
  return `${path === '' ? '' : `${path}: `}${first.message}${more}`;
}

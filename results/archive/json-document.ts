// Reads and writes the JSON documents of a run directory, and turns system errors into ArchiveErrors that say
// what to do. Reading never changes anything on the disk.
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { ArchiveError, describeIssues, refuseNewer } from './archive-error.js';
import { readBounded } from './bounded-file.js';
import { digestOf, withoutDigest } from './digest.js';
import { hasCode, type Publish } from './publishing.js';

/** Of run.json and judged.json, which hold counterexamples and no histories. */
export const documentBytesMax = 2 ** 28;

/**
 * Validates `value` and publishes it, with its digest, as JSON with `spaces` of indentation. Rejects with
 * MALFORMED or UNWRITABLE.
 */
export async function saveDocument<T extends object>(
  path: string,
  schema: z.ZodType<T>,
  value: T,
  publish: Publish,
  spaces: number,
): Promise<void> {
  const text = `${JSON.stringify({ ...value, digest: digestOf(value) }, null, spaces)}\n`;
  // Validates what a reader will get: JSON turns NaN into null.
  checked(schema, JSON.parse(text), path, 'This is a fault of Holdfast itself: nothing was written');
  await writing(path, () => publish(path, Buffer.from(text)));
}

/** Rejects with NOT_FOUND, NOT_A_RUN, NEWER_SCHEMA or MALFORMED. */
export async function readDocument<T>(path: string, schema: z.ZodType<T>, known: number): Promise<T> {
  const bytes = await bytesOf(path);
  if (bytes === null) {
    throw new ArchiveError('NOT_FOUND', `There is nothing at ${path}. Give the directory of a run.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new ArchiveError(
      'MALFORMED',
      `${path} is not JSON (${messageOf(cause)}): it was cut off or edited. Restore it, or run again.`,
      { cause },
    );
  }
  refuseNewer(value, known, path);
  const { rest, digest } = withoutDigest(value as object);
  if (digest !== undefined && digest !== digestOf(rest)) {
    throw new ArchiveError(
      'MALFORMED',
      `${path} is not as it was written: its digest differs, so it was damaged or edited. Restore it, or run again.`,
    );
  }
  return checked(schema, rest, path, 'Restore it, or run again');
}

function checked<T>(schema: z.ZodType<T>, value: unknown, path: string, advice: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ArchiveError('MALFORMED', `${path}: ${describeIssues(result.error)}. ${advice}.`, {
    cause: result.error,
  });
}

/**
 * The run directory that `path` stands for: itself, or the one that holds the run.json or judged.json it
 * names.
 */
export async function runDirectoryOf(path: string, wanted: 'run.json' | 'judged.json'): Promise<string> {
  const kind = await kindOf(path);
  if (kind === 'nothing') {
    throw new ArchiveError(
      'NOT_FOUND',
      `There is nothing at ${path}. Give the directory of a run, or its run.json.`,
    );
  }
  if (kind === 'file' && !['run.json', 'judged.json'].includes(basename(path))) {
    throw new ArchiveError(
      'NOT_A_RUN',
      `${path} is not a run. Give the directory of a run, or its run.json.`,
    );
  }
  const dir = kind === 'file' ? dirname(path) : path;
  if ((await kindOf(join(dir, wanted))) === 'nothing') {
    const why =
      wanted === 'run.json'
        ? 'so the raw facts are not here. Give the directory that `holdfast run` wrote'
        : 'so it was never judged. Run `holdfast judge` on it first';
    throw new ArchiveError('NOT_A_RUN', `${dir} holds no ${wanted}, ${why}.`);
  }
  return dir;
}

export async function kindOf(path: string): Promise<'file' | 'directory' | 'nothing'> {
  const found = await reading(path, () => stat(path));
  if (found === null) return 'nothing';
  return found.isDirectory() ? 'directory' : 'file';
}

/** null when nothing is there. */
function bytesOf(path: string): Promise<Buffer | null> {
  return reading(path, async () => readBounded(path, documentBytesMax));
}

/** Sorted; empty when the directory does not exist. */
export async function namesIn(dir: string): Promise<string[]> {
  return ((await reading(dir, () => readdir(dir))) ?? []).sort();
}

/** null when nothing is there. Turns what the file system says into MALFORMED. */
export async function reading<T>(path: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (cause) {
    if (hasCode(cause, ['ENOENT', 'ENOTDIR'])) return null;
    if (cause instanceof ArchiveError) throw cause;
    throw new ArchiveError(
      'MALFORMED',
      `${path} can't be read (${messageOf(cause)}). Restore it, or check its permissions and the disk.`,
      { cause },
    );
  }
}

/** Runs a write and turns what the file system says against it into UNWRITABLE. */
export async function writing(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw new ArchiveError(
      'UNWRITABLE',
      `${path} can't be written (${messageOf(cause)}). Choose another --out, or free the disk.`,
      { cause },
    );
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

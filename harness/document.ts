// Makes the documents that the harness writes, recognises them again, and lists what lies beside one. An
// unknown field that strategies merely keep, `holdfast: { token, digest }`, names the write attempt and holds
// a digest of the tasks. "The document of attempt N" means that field and not the bytes, so a strategy with
// its own file format is judged alike.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Observed } from '../results/vocabulary/history.js';
import type { Task, TaskFile } from '../strategies/strategy.js';

/** Long strings rather than many tasks: YAML parsers are slow per node, and the size is what matters here. */
const TASK_BYTES_MAX = 64 * 1024;
const SMALL_BYTES_MAX = 400;
const TASKS_MIN = 3;

/** A task file of roughly `documentBytes` whose tasks all differ from those of any other token. */
export function makeDocument(token: string, documentBytes: number, digest: Digest = digestOf): TaskFile {
  const tasks: Task[] = [];
  const count =
    documentBytes <= SMALL_BYTES_MAX ? 1 : Math.max(TASKS_MIN, Math.ceil(documentBytes / TASK_BYTES_MAX));
  const noteBytes = Math.max(0, Math.floor(documentBytes / count) - 60);
  for (let index = 0; index < count; index += 1) {
    const note = token.repeat(Math.ceil(noteBytes / token.length)).slice(0, noteBytes);
    tasks.push({ id: `t${index}`, title: `${token} ${index}`, done: index % 2 === 0, note });
  }
  return {
    version: 1,
    rev: 0,
    updated_at: '1970-01-01T00:00:00.000Z',
    tasks,
    holdfast: { token, digest: digest(tasks) },
  };
}

export type Digest = (tasks: readonly unknown[]) => string;

/** Names in the directory of the document, the document itself left out. */
export function leftoversBeside(documentPath: string): string[] {
  const name = path.basename(documentPath);
  return fs
    .readdirSync(path.dirname(documentPath))
    .filter((entry) => entry !== name)
    .sort();
}

/**
 * Paths of everything below the directory, with `/` between their names, the document itself left out. A
 * directory that goes while it is listed counts as empty.
 */
export function namesBelow(directory: string, documentName: string): string[] {
  const found: string[] = [];
  const list = (below: string): void => {
    for (const entry of entriesIn(path.join(directory, below))) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (name === documentName && !entry.isDirectory()) continue;
      if (name !== documentName) found.push(name);
      if (entry.isDirectory()) list(name);
    }
  };
  list('');
  return found.sort((a, b) => (a < b ? -1 : 1));
}

function entriesIn(directory: string): fs.Dirent[] {
  try {
    return fs.readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** What the harness sees in a document that a strategy returned, whatever that is. */
export function observe(document: unknown, digest: Digest = digestOf): Observed {
  try {
    return look(document, digest);
  } catch {
    // A circle, a getter that throws: no document of ours.
    return { rev: -1, token: null, intact: false };
  }
}

function look(document: unknown, digest: Digest): Observed {
  const fields = isRecord(document) ? document : {};
  const mark = isRecord(fields.holdfast) ? fields.holdfast : {};
  const token = typeof mark.token === 'string' ? mark.token : null;
  const rev = typeof fields.rev === 'number' ? fields.rev : Number.NaN;
  const intact = Array.isArray(fields.tasks) && mark.digest === digest(fields.tasks);
  return { rev: Number.isFinite(rev) ? rev : -1, token, intact };
}

/** Independent of the order of keys, which a strategy's format may change. */
export function digestOf(tasks: readonly unknown[]): string {
  return digestOfText(JSON.stringify(tasks.map(sorted)));
}

/** `digestOf` for whoever sees the same few tasks again and again; forgets everything beyond so many. */
export function rememberedDigests(limit: number): Digest {
  const known = new Map<string, string>();
  return (tasks) => {
    const text = JSON.stringify(tasks.map(sorted));
    const digest = known.get(text) ?? digestOfText(text);
    if (known.size >= limit) known.clear();
    known.set(text, digest);
    return digest;
  };
}

function digestOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort((a, b) => (a < b ? -1 : 1))
      .map((key) => [key, sorted(value[key])]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

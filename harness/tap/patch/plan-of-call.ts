// Plans a call of node:fs: one request, or a plan of several steps. Returns null for calls that go to Node
// unchanged: those that Node will refuse, and asynchronous ones on pipes and terminals, which would block the
// thread until the other end answers.
import type { Stats } from 'node:fs';
import { readPath, Unreadable } from './arguments.js';
import type { CallPlan } from './call-plan.js';
import { copyFile } from './composites/copy-file.js';
import { cp } from './composites/copy-tree.js';
import { mkdir, mkdtemp, rm, rmdir } from './composites/directories.js';
import { readFile } from './composites/read-file.js';
import { appendFile, truncate, writeFile } from './composites/whole-file.js';
import type { Style } from './operation.js';
import { originalFs } from './original-fs.js';
import { isPrimitive, PRIMITIVE_NAMES, primitive } from './primitives.js';
import { read, readv, write, writev } from './reads-and-writes.js';
import type { OperationRequest } from './tap.js';

type Args = readonly unknown[];

/** `payload`: the buffers of a read or write, which asynchronous answers carry besides the result. */
export type PlannedCall =
  | { type: 'request'; request: OperationRequest; payload?: unknown }
  | { type: 'plan'; plan: CallPlan };

const READS_AND_WRITES = { read, readv, write, writev } as const;
/** mkdir and rmdir only in their recursive forms; otherwise they are primitives. */
const COMPOSITES = {
  appendFile,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  rmdir,
  truncate,
  writeFile,
} as const;

/** Every function of node:fs that is patched, without `Sync`. */
export const TAPPED_NAMES: readonly string[] = [
  ...new Set([...PRIMITIVE_NAMES, ...Object.keys(READS_AND_WRITES), ...Object.keys(COMPOSITES)]),
];

/** null: pass the call to Node. */
export function plannedCallOf(name: string, args: Args, style: Style): PlannedCall | null {
  try {
    if (style !== 'sync' && mayWaitForPeer(name, args[0])) return null;
    return readOrWriteOf(name, args) ?? planOf(name, args, style) ?? requestOf(name, args);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

function readOrWriteOf(name: string, args: Args): PlannedCall | null {
  if (!isKey(name, READS_AND_WRITES)) return null;
  const transfer = READS_AND_WRITES[name](args);
  return { type: 'request', request: transfer, payload: transfer.payload };
}

function planOf(name: string, args: Args, style: Style): PlannedCall | null {
  if (!isKey(name, COMPOSITES)) return null;
  try {
    return { type: 'plan', plan: COMPOSITES[name](args, style) };
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

function requestOf(name: string, args: Args): PlannedCall | null {
  return isPrimitive(name) ? { type: 'request', request: primitive(name, args) } : null;
}

function isKey<T extends object>(name: string, table: T): name is Extract<keyof T, string> {
  return Object.hasOwn(table, name);
}

const MAY_WAIT = new Set(['open', 'readFile', 'writeFile', 'appendFile', ...Object.keys(READS_AND_WRITES)]);

function mayWaitForPeer(name: string, subject: unknown): boolean {
  if (!MAY_WAIT.has(name)) return false;
  const stats = statsOf(subject);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

function statsOf(subject: unknown): Stats | undefined {
  try {
    if (typeof subject === 'number') return originalFs.fstatSync(subject);
    return originalFs.statSync(readPath(subject), { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

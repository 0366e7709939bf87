// From a call of node:fs to what must be done for it: one request, or a plan of several. Calls that Node will
// refuse, and those on pipes and terminals (which would block the thread for as long as the other end likes),
// have no job and go to Node untouched.
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

/** `payload`: what an asynchronous answer carries besides the result (the buffers of a read or write). */
export type PlannedCall =
  | { type: 'request'; request: OperationRequest; payload?: unknown }
  | { type: 'plan'; plan: CallPlan };

const READS_AND_WRITES = { read, readv, write, writev } as const;
/** mkdir and rmdir are here for their recursive forms only; otherwise they are primitives. */
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

/** Every function of node:fs that becomes operations, without `Sync`. */
export const TAPPED_NAMES: readonly string[] = [
  ...new Set([...PRIMITIVE_NAMES, ...Object.keys(READS_AND_WRITES), ...Object.keys(COMPOSITES)]),
];

/** null = nothing of ours: hand the call to Node. */
export function plannedCallOf(name: string, args: Args, style: Style): PlannedCall | null {
  try {
    if (style !== 'sync' && mayBlockForLong(name, args[0])) return null;
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

const WAITS_FOR_OTHERS = new Set([
  'open',
  'readFile',
  'writeFile',
  'appendFile',
  ...Object.keys(READS_AND_WRITES),
]);

function mayBlockForLong(name: string, subject: unknown): boolean {
  if (!WAITS_FOR_OTHERS.has(name)) return false;
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

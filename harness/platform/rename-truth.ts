// Whether a reader always finds a whole file while another thread replaces it by rename. rename(2) promises
// that a local file system never shows the name missing; programs behind FUSE mounts look names up and rename
// them in steps, and on 12 of 14 of them readers met ENOENT for a moment, or half of a file. Watching can prove
// that a rename is not atomic; that nothing was seen proves nothing.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Renames } from '../../results/facts/run-record.js';
import { probeFile } from '../processes/probe-files.js';
import { traitOf } from './file-system-traits.js';
import type { Mount } from './mount-table.js';

export interface WatchedRenames {
  replaced: number;
  /** Whole files that were read. */
  reads: number;
  /** Reads that met no file: ENOENT, or a handle that had become stale. */
  missing: number;
  /** Reads of an empty, half or mixed file. */
  torn: number;
  /** Any other error, by its code. */
  failed: string[];
}

/** Reads until it is told to stop; each file consists of one number over and over, and an end. */
const readerSource = `
const { parentPort, workerData: { path, flag } } = require('node:worker_threads');
const { readFileSync } = require('node:fs');
const stop = new Int32Array(flag);
const seen = { reads: 0, missing: 0, torn: 0, failed: [] };
parentPort.postMessage('reading');
while (Atomics.load(stop, 0) === 0) {
  try {
    const text = readFileSync(path, 'latin1');
    const number = text.slice(0, 6);
    const whole = text.endsWith('END') && text === number.repeat((text.length - 3) / 6 | 0) + 'END';
    if (whole) seen.reads += 1; else seen.torn += 1;
  } catch (error) {
    if (error.code === 'ENOENT' || error.errno === -116) seen.missing += 1;
    else if (!seen.failed.includes(error.code)) seen.failed.push(error.code);
  }
}
parentPort.postMessage(seen);
`;

/** Rejects when nothing can be written to `dir`. Leaves nothing behind. */
export async function watchRenames(dir: string, budgetMs: number): Promise<WatchedRenames> {
  const path = probeFile(dir, 'renames');
  const next = `${path}-next`;
  const flag = new SharedArrayBuffer(4);
  writeFileSync(path, contentOf(0));
  const reader = new Worker(readerSource, { eval: true, execArgv: [], env: {}, workerData: { path, flag } });
  try {
    const answer = <Message>(): Promise<Message> =>
      new Promise((resolve, reject) => {
        reader.once('message', resolve);
        reader.once('error', reject);
      });
    await answer();
    const replaced = replaceFor(budgetMs, path, next);
    const seen = answer<Omit<WatchedRenames, 'replaced'>>();
    Atomics.store(new Int32Array(flag), 0, 1);
    return { replaced, ...(await seen) };
  } finally {
    Atomics.store(new Int32Array(flag), 0, 1);
    await reader.terminate();
    for (const left of [next, path]) rmSync(left, { force: true });
  }
}

const REPLACED_MAX = 3_000;

function replaceFor(budgetMs: number, path: string, next: string): number {
  const start = performance.now();
  let replaced = 0;
  while (replaced < REPLACED_MAX && performance.now() - start < budgetMs) {
    replaced += 1;
    writeFileSync(next, contentOf(replaced));
    renameSync(next, path);
  }
  return replaced;
}

/** Of sizes that differ, so that a mixture of two is recognised. */
function contentOf(number: number): string {
  return `${String(number)
    .padStart(6, '0')
    .repeat(500 + (number % 7) * 400)}END`;
}

/** Fewer reads than this have hardly met a rename. */
const READS_MIN = 20;

/** What was seen, as what is known of the mount. */
export function renamesOf(place: Pick<Mount, 'type' | 'mount'>, seen: WatchedRenames): Renames {
  const name = `${place.mount} (${place.type})`;
  const { replaced, reads, missing, torn, failed } = seen;
  const all = reads + missing + torn;
  const bad = [
    missing === 0 ? '' : `no file in ${missing}`,
    torn === 0 ? '' : `half a file in ${torn}`,
  ].filter((part) => part !== '');
  if (bad.length > 0) {
    const reason = `on ${name} a rename is not atomic for a reader: ${bad.join(' and ')} of ${all} reads while a file was replaced ${replaced} times`;
    return { atomic: 'no', missing: missing > 0, torn: torn > 0, reason };
  }
  const clean = { missing: false, torn: false } as const;
  if (failed.length > 0) {
    const reason = `on ${name} reads failed while a file was replaced: ${failed.join(', ')}`;
    return { ...clean, atomic: 'unknown', reason };
  }
  if (['local', 'memory'].includes(traitOf(place.type))) return { ...clean, atomic: 'yes', reason: '' };
  const reason =
    reads < READS_MIN
      ? `on ${name} only ${reads} reads were made while a file was replaced`
      : `on ${name} nothing was seen in ${reads} reads while a file was replaced ${replaced} times, which is no proof`;
  return { ...clean, atomic: 'unknown', reason };
}

/** Local file systems keep what rename(2) promises, and are not watched. */
const BUDGET_MS = 300;

/** null: it could not be watched. `dir` must exist; leaves nothing behind. */
export async function findRenames(
  dir: string,
  place: Pick<Mount, 'type' | 'mount'>,
): Promise<Renames | null> {
  if (['local', 'memory'].includes(traitOf(place.type)))
    return { atomic: 'yes', missing: false, torn: false, reason: '' };
  try {
    return renamesOf(place, await watchRenames(dir, BUDGET_MS));
  } catch {
    // A directory that can't be written to has shown nothing.
    return null;
  }
}

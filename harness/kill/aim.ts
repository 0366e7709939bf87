// When a SIGKILL strikes: after a random share of the write's measured duration, or once the write's first
// change was seen on disk, which is where torn states are found.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { RunningProcess } from '../actors/running.js';
import type { Bench } from '../bench.js';
import { nowNs, spinUntil } from '../clock.js';

export type Aim = 'uniform' | 'onset';

const START_DELAY_NS = 3e6;
/** Writes follow one another, so any instant of the first few is inside a write most of the time. */
const WRITES_WATCHED = 3;
/** A write may change the disk several times (lock, temp file, document); the kill follows one of the first. */
const CHANGES_MAX = 3;

/** Starts the victim, kills it, and resolves with the delay between start and kill in nanoseconds. */
export async function strike(
  bench: Bench,
  victim: RunningProcess,
  target: { aim: Aim; writeNs: number },
  documentPath: string,
): Promise<number> {
  const startNs = nowNs(bench.epochNs) + START_DELAY_NS;
  victim.tell({ say: 'start', atNs: startNs });
  if (target.aim === 'uniform') {
    const delayNs = bench.random.integer(0, Math.round(target.writeNs * WRITES_WATCHED));
    await setTimeout((START_DELAY_NS + delayNs) / 1e6);
  } else {
    await setTimeout(START_DELAY_NS / 1e6 - 1);
    awaitChange(bench, documentPath, startNs, target.writeNs);
  }
  const delayNs = nowNs(bench.epochNs) - startNs;
  victim.kill();
  return delayNs;
}

/** Busy on purpose: between the truncation and the last byte of a small document lie microseconds. */
function awaitChange(bench: Bench, documentPath: string, startNs: number, writeNs: number): void {
  let changes = bench.random.integer(1, CHANGES_MAX);
  const untilNs = startNs + writeNs * WRITES_WATCHED;
  let last = look(documentPath);
  while (nowNs(bench.epochNs) < untilNs) {
    const seen = look(documentPath);
    if (seen === last) continue;
    last = seen;
    changes -= 1;
    if (changes === 0) break;
  }
  // Half of the kills at once, half a little later.
  const lateNs = bench.random.integer(0, 1) * bench.random.integer(0, Math.round(writeNs / 20));
  spinUntil(bench.epochNs, nowNs(bench.epochNs) + lateNs);
}

function look(documentPath: string): string {
  const directory = path.dirname(documentPath);
  const sizes = fs.readdirSync(directory).map((name) => {
    const stat = fs.statSync(path.join(directory, name), { throwIfNoEntry: false });
    return `${name}:${stat?.ino}:${stat?.size}`;
  });
  return sizes.join('/');
}

// The small files by which a harness tries out a directory. Each lives for milliseconds; one that a killed
// harness has left is removed by the next that comes along. Their names are unlike any that a person gives.
import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './process-liveness.js';

type ProbeKind = 'probe' | 'fsync' | 'syncs' | 'renames';

/** A fresh name in `dir`; it begins with the process that makes it. */
export function probeFile(dir: string, kind: ProbeKind): string {
  return join(dir, `.holdfast-${kind}-${process.pid}-${randomBytes(6).toString('hex')}`);
}

const pattern = /^\.holdfast-(?:probe|fsync|syncs|renames)-(?<rest>[0-9a-f-]+?)(?:-next)?$/;
/** Where pids repeat, as in containers, age decides. */
const oldMs = 60_000;

/** Removes those that nobody uses any more. Never throws. */
export function sweepProbeFiles(dir: string, nowMs: number = Date.now()): void {
  for (const name of namesIn(dir)) {
    const rest = pattern.exec(name)?.groups?.rest;
    if (rest === undefined) continue;
    try {
      const entry = lstatSync(join(dir, name));
      const maker = /^(\d+)-[0-9a-f]+$/.exec(rest)?.[1];
      const isLeft = nowMs - entry.mtimeMs > oldMs || (maker !== undefined && !isAlive(Number(maker)));
      if (entry.isFile() && isLeft) rmSync(join(dir, name), { force: true });
    } catch {
      // It has gone meanwhile, or may not be removed by this user.
    }
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

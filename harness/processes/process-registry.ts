// Notes the processes of a run on disk, so that the reaper or the next run can end them when the harness was
// killed. A record is an empty file whose name is pid and start time: one system call makes or removes it, so
// it can't be torn.
import { closeSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { killTree } from './kill-tree.js';
import { isAlive, isStillRunning } from './process-liveness.js';
import { type StartTime, startTimeOfNewborn } from './process-start-time.js';

/**
 * Notes a child's pid right after its start; the returned function removes the note when the child has
 * exited.
 */
export type RegisterProcess = (pid: number) => () => void;

/** Of a run's directory: where its processes are noted. */
export const pidsDirectory = 'pids';

export interface ProcessRecord {
  pid: number;
  startedAt: StartTime;
}

export function createRegistry(directory: string): void {
  mkdirSync(directory);
}

/**
 * Notes a child right after it was started; call the returned function when it has exited. About 0.06 ms on
 * ext4. Throws the system error when the record can't be made. A child that is gone already leaves no record.
 */
export function recordProcess(directory: string, pid: number): () => void {
  const startedAt = startTimeOfNewborn(pid);
  if (startedAt === null) return () => {};
  const path = join(directory, recordName({ pid, startedAt }));
  closeSync(openSync(path, 'w'));
  return () => {
    try {
      rmSync(path, { force: true });
    } catch {
      // The disk has failed meanwhile. A record of a dead process does no harm: its start time tells.
    }
  };
}

/** `4711.8812345t` in boot ticks, `4711.1700000000000e` in milliseconds since the epoch. */
export function recordName({ pid, startedAt }: ProcessRecord): string {
  return `${pid}.${startedAt.value}${startedAt.unit === 'boot-ticks' ? 't' : 'e'}`;
}

export function parseRecordName(name: string): ProcessRecord | null {
  const match = /^(\d{1,10})\.(\d{1,16})([te])$/.exec(name);
  if (match === null) return null;
  const [pid, value] = [Number(match[1]), Number(match[2])];
  return { pid, startedAt: { unit: match[3] === 't' ? 'boot-ticks' : 'epoch-ms', value } };
}

/**
 * SIGKILLs every recorded process that still runs, stopped ones too, and all their descendants. A process
 * that only has the pid of a recorded one is left alone, and so is one whose start time can't be found out.
 */
export function killRecorded(directory: string): { killed: number[]; unsure: number[] } {
  const killed: number[] = [];
  const unsure: number[] = [];
  for (const name of namesIn(directory)) {
    const record = parseRecordName(name);
    if (record === null || record.pid === process.pid) continue;
    const running = isStillRunning(record.pid, record.startedAt);
    if (running === 'unknown') unsure.push(record.pid);
    if (running !== 'yes') continue;
    killTree(record.pid);
    killed.push(record.pid);
  }
  return { killed, unsure };
}

/**
 * Resolves with those that are still there after `waitMsMax`, in an uninterruptible system call for instance.
 */
export async function waitUntilGone(pids: readonly number[], waitMsMax: number): Promise<number[]> {
  const deadline = performance.now() + waitMsMax;
  let remaining = pids.filter(isAlive);
  while (remaining.length > 0 && performance.now() < deadline) {
    await sleep(5);
    remaining = remaining.filter(isAlive);
  }
  return remaining;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

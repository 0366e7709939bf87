// Which harness a run directory belongs to, and whether it still runs. A pid means something only on the same
// machine, in the same boot and pid namespace: the owner on another host or in another container counts as
// `elsewhere`.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Run, type RunOwner, runOwnerSchema } from '../../results/facts/run-record.js';
import { isStillRunning } from './process-liveness.js';
import { ownStartTime } from './process-start-time.js';

/** dead-before-boot: none of its processes can still run, and its pids mean nothing any more. */
export type OwnerState = 'alive' | 'dead' | 'dead-before-boot' | 'elsewhere';

export function thisOwner(): RunOwner {
  return {
    pid: process.pid,
    startTime: ownStartTime(),
    host: hostname(),
    bootId: textOrNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')),
    pidNamespace: textOrNull(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/** null when it is no owner's record, a torn one included. */
export function parseOwner(text: string): RunOwner | null {
  try {
    const parsed = runOwnerSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Pure except for `isRunning`, which looks at the process table. */
export function ownerState(
  owner: RunOwner,
  here: RunOwner,
  isRunning: typeof isStillRunning = isStillRunning,
): OwnerState {
  if (owner.host !== here.host) return 'elsewhere';
  if (owner.bootId !== here.bootId) return 'dead-before-boot';
  if (owner.pidNamespace !== here.pidNamespace) return 'elsewhere';
  return isRunning(owner.pid, owner.startTime) === 'no' ? 'dead' : 'alive';
}

/** What became of a stored run: one that still says `running` was killed when its owner is gone. */
export function fateOf({ status, owner }: Pick<Run, 'status' | 'owner'>): Run['status'] {
  if (status !== 'running' || owner === undefined) return status;
  const state = ownerState(owner, thisOwner());
  return state === 'dead' || state === 'dead-before-boot' ? 'killed' : 'running';
}

function textOrNull(read: () => string): string | null {
  try {
    return read().trim();
  } catch {
    return null;
  }
}

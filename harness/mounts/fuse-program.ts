// Starts a program that serves a FUSE mount, in the foreground where it can, so that it is a child like any
// other: noted, watched and ended with the run. One that goes to the background ends with its mount, and bears
// the run's mark. The mount is there when the kernel's table names it; the first answer shows that it serves.
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeEnding, endedWell, startCommand } from '../processes/fork.js';
import { mountPoints } from '../processes/mount-points.js';
import { startDeadline } from '../processes/running-time.js';
import { MountError } from './mount-error.js';
import type { MountSite } from './mount-site.js';

/** Programs that derive a key from a password take seconds on a crowded machine; counted while they could run. */
const MOUNTED_MS_MAX = 30_000;
const LOOK_EVERY_MS = 10;

/** Resolves once `path` is mounted. Rejects with MountError NOT_MOUNTED. */
export async function startFuse(
  site: MountSite,
  path: string,
  tool: string,
  ...args: string[]
): Promise<void> {
  site.willMount(path);
  const child = startCommand(tool, {
    args,
    registerProcess: site.registerProcess,
    env: site.environment,
    cwd: site.path,
    stderr: 'tail',
  });
  // Ends by itself once its mount is gone; what does not is ended.
  site.onLeave(async () => {
    child.keepsUsAlive(true);
    child.end();
    await child.ended;
  });
  let late = false;
  let ending: string | null = null;
  void child.ended.then((how) => {
    if (!endedWell(how)) ending = describeEnding(how);
  });
  const unlimit = startDeadline(MOUNTED_MS_MAX, () => (late = true), child.pid ?? 'self');
  try {
    while (!mountPoints().includes(path)) {
      if (ending !== null) throw new MountError('NOT_MOUNTED', `${tool} ended: ${ending}`);
      if (late) throw new MountError('NOT_MOUNTED', `${tool} mounted nothing within ${MOUNTED_MS_MAX} ms`);
      await sleep(LOOK_EVERY_MS);
    }
    statSync(path);
    child.keepsUsAlive(false);
  } finally {
    unlimit();
  }
}

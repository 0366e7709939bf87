// The platforms that the lab can make here: every kind of mount under this Node, with what is missing for it.
import type { LabPlatform } from '../../results/facts/lab-platform.js';
import { missingPieces, thisMachine } from '../mounts/missing-pieces.js';
import type { MountedPlace } from '../mounts/mount-kind.js';
import { mountKinds } from '../mounts/mount-registry.js';
import type { MountSite } from '../mounts/mount-site.js';
import type { OtherRuntime } from './platform-worker.js';

export interface ReadyPlatform {
  place: MountedPlace & { holds: 'directory' | 'file' };
  /** null: this Node. */
  runtime: OtherRuntime | null;
}

export interface PlatformMaker {
  platform: LabPlatform;
  /** Rejects with MountError, or the system error; the site undoes what was made until then. */
  make(site: MountSite): Promise<ReadyPlatform>;
}

export function platformMakers(): PlatformMaker[] {
  const machine = thisMachine();
  return mountKinds.map(({ id, title, holds, small, needs, make }) => ({
    platform: { id, title, small, missing: missingPieces(needs, machine) },
    make: async (site) => ({ place: { ...(await make(site)), holds }, runtime: null }),
  }));
}

/** Looks at the machine and makes nothing. */
export function labPlatforms(): LabPlatform[] {
  return platformMakers().map(({ platform }) => platform);
}

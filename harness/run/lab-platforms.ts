// The platforms that the lab can make here, with what is missing for each: every kind of mount under this Node,
// and other versions of Node on the file system that the lab's own directory is on.
import type { LabPlatform } from '../../results/facts/lab-platform.js';
import { missingPieces, thisMachine } from '../mounts/missing-pieces.js';
import type { MountedPlace } from '../mounts/mount-kind.js';
import { mountKinds } from '../mounts/mount-registry.js';
import type { MountSite } from '../mounts/mount-site.js';
import { installNode, missingForNode } from './node-runtime.js';
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

/** `nodes`: versions of Node that are asked for, such as `22`. */
export function platformMakers(nodes: readonly string[]): PlatformMaker[] {
  return [...mountMakers(), ...nodes.map(nodeMaker)];
}

function nodeMaker(version: string): PlatformMaker {
  return {
    platform: {
      id: `node-${version}`,
      title: `Node ${version}, on the file system of --dir`,
      small: false,
      missing: missingForNode(),
    },
    make: async (site) => {
      const runtime = await installNode(site, version);
      return { place: { path: site.directory('place'), holds: 'directory' }, runtime };
    },
  };
}

function mountMakers(): PlatformMaker[] {
  const machine = thisMachine();
  return mountKinds.map(({ id, title, holds, small, needs, make }) => ({
    platform: { id, title, small, missing: missingPieces(needs, machine) },
    make: async (site) => ({ place: { ...(await make(site)), holds }, runtime: null }),
  }));
}

/** Looks at the machine and makes nothing. */
export function labPlatforms(nodes: readonly string[] = []): LabPlatform[] {
  return platformMakers(nodes).map(({ platform }) => platform);
}

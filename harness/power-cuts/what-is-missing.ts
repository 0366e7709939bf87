// What this machine lacks for power cuts on a file system, before anything is tried.
import { missingPieces, thisMachine } from '../mounts/missing-pieces.js';
import type { MountNeed } from '../mounts/mount-kind.js';
import { blockFileSystems, type MountedFileSystem } from './rig/block-file-systems.js';

const always: readonly MountNeed[] = [
  { need: 'loop-device' },
  { need: 'fuse' },
  { need: 'tool', tool: 'nbdfuse', package: 'libnbd-bin' },
  { need: 'tool', tool: 'python3', package: 'python3-minimal' },
];

/** Half a sentence each, with what brings it; empty: the rig can be built. */
export function missingForPowerCuts({ type }: MountedFileSystem, machine = thisMachine()): string[] {
  const { make, packageName } = blockFileSystems[type];
  const own: readonly MountNeed[] = [
    { need: 'file-system', type },
    { need: 'tool', tool: make[0], package: packageName },
  ];
  return missingPieces([...always, ...own], machine);
}

// Every kind of mount that the lab knows, in the order in which it is tried: what people use first, then what
// is known to be bad.
import { fuseMounts } from './fuse-mounts.js';
import { imageMounts } from './image-mounts.js';
import { memoryMount } from './memory-mount.js';
import type { MountKind } from './mount-kind.js';
import { overlayMounts } from './overlay-mounts.js';
import { refusingMounts } from './refusing-mounts.js';
import { singleFileMount } from './single-file-mount.js';

export const mountKinds: readonly MountKind[] = [
  ...imageMounts,
  ...overlayMounts,
  memoryMount,
  ...fuseMounts,
  singleFileMount,
  ...refusingMounts,
];

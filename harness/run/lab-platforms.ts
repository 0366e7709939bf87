// The platforms that the lab can make here, as a list: every kind of mount, with what is missing for it.
import type { LabPlatform } from '../../results/facts/lab-platform.js';
import { missingPieces, thisMachine } from '../mounts/missing-pieces.js';
import { mountKinds } from '../mounts/mount-registry.js';

export function labPlatforms(): LabPlatform[] {
  const machine = thisMachine();
  return mountKinds.map(({ id, title, needs }) => ({ id, title, missing: missingPieces(needs, machine) }));
}

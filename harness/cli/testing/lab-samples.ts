// Platforms of a lab for tests of the command line: one that can be made, and one that lacks two things.
import type { LabPlatform } from '../../../results/facts/lab-platform.js';

export const labSamples: LabPlatform[] = [
  { id: 'tmpfs', title: 'in memory', missing: [] },
  {
    id: 'xfs',
    title: 'xfs',
    missing: ['loop devices need root', 'mkfs.xfs is missing: apt install xfsprogs'],
  },
];

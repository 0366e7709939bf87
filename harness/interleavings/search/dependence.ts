// Which steps commute: swapped while adjacent, they leave the same state and observe the same. Everything
// that a search leaves out it leaves out because of this one table; a test checks it by swapping steps of
// small programs.
import type { AccessMode, Step } from '../../../results/vocabulary/schedule.js';

/** Two reads, or two changes, of one resource commute; any other pair of accesses doesn't. */
export function modesCommute(one: AccessMode, other: AccessMode): boolean {
  return one === other && one !== 'write';
}

/** The resources over which two steps of different clients depend on each other. */
export function conflictsOf(one: Step, other: Step): string[] {
  const found = new Set<string>();
  for (const { resource, mode } of one.accesses) {
    for (const access of other.accesses) {
      if (access.resource === resource && !modesCommute(mode, access.mode)) found.add(resource);
    }
  }
  return [...found];
}

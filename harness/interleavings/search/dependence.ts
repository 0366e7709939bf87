// Which steps commute: swapped while neighbours they leave the same state and see the same things. Everything that
// a search leaves out is left out because of this one table; a test swaps steps of small worlds to try it.
import type { AccessMode, Step } from '../../../results/vocabulary/schedule.js';

/** Two reads, or two changes, can be told in either order; any other pair of uses of one resource can't. */
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

// The resources of one execution that clients share: two of them used it in ways whose order makes a
// difference. All other steps could have come at any other moment, and an explanation may leave them out.
import type { AccessMode, Step } from '../../../results/vocabulary/schedule.js';

/** Of one resource: the clients by access mode. */
type Uses = Map<AccessMode, Set<number>>;

export function sharedResources(steps: readonly Step[]): Set<string> {
  const uses = new Map<string, Uses>();
  for (const { client, accesses } of steps) {
    for (const { resource, mode } of accesses) note(uses, resource, mode, client);
  }
  const shared = new Set<string>();
  for (const [resource, byMode] of uses) {
    // All clients read clocks; the effect shows in what they do to files.
    if (resource !== 'clock' && isShared(byMode)) shared.add(resource);
  }
  return shared;
}

export function touches({ accesses }: Step, shared: ReadonlySet<string>): boolean {
  return accesses.some(({ resource }) => shared.has(resource));
}

function note(uses: Map<string, Uses>, resource: string, mode: AccessMode, client: number): void {
  const byMode = uses.get(resource) ?? new Map<AccessMode, Set<number>>();
  uses.set(resource, byMode);
  byMode.set(mode, (byMode.get(mode) ?? new Set()).add(client));
}

function isShared(byMode: Uses): boolean {
  const clients = new Set([...byMode.values()].flatMap((some) => [...some]));
  if (clients.size < 2) return false;
  // All in one mode that commutes with itself: their order makes no difference.
  return byMode.size > 1 || byMode.has('write');
}

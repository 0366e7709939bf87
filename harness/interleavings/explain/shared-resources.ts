// Which resources of one execution matter to more than one client: two of them used it in ways whose order can be
// told. Everything else could have been done at any other moment, and a story may leave it out.
import type { AccessMode, Step } from '../../../results/vocabulary/schedule.js';

/** Who did what to a resource, as far as it decides whether it is shared. */
type Uses = Map<AccessMode, Set<number>>;

export function sharedResources(steps: readonly Step[]): Set<string> {
  const uses = new Map<string, Uses>();
  for (const { client, accesses } of steps) {
    for (const { resource, mode } of accesses) note(uses, resource, mode, client);
  }
  const shared = new Set<string>();
  for (const [resource, byMode] of uses) {
    // Everybody reads clocks; what comes of it shows in what is done to files.
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
  // All in one way that commutes with itself: nobody can tell who was first.
  return byMode.size > 1 || byMode.has('write');
}

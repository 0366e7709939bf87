// Collapses candidates into distinct disks, each with the windows in which it was seen and the first crash
// point at which each model permits it.
import type { LostEffect } from '../../../results/vocabulary/persistence.js';
import type { ContentId } from '../contents/content-store.js';
import type { FileVariant } from '../contents/file-contents.js';
import type { Window } from '../trace/attempts.js';
import type { Namespace } from '../trace/namespace.js';
import type { Timeline } from '../trace/timeline.js';
import type { Slice } from './models/model.js';

/** A disk seen in a window for the first time, and again when a weaker adversary reaches it. */
export interface StateSighting {
  window: Window;
  first: { rung: number; point: number; lost(): LostEffect[] }[];
}

export interface UniqueState {
  namespace: Namespace;
  /** By slot of the namespace. */
  files: readonly FileVariant[];
  /** null: no file at the document's path. */
  document: ContentId | null;
  sightings: StateSighting[];
}

export class StateCollector {
  readonly states: UniqueState[] = [];
  readonly #known = new Map<string, UniqueState>();
  readonly #timeline: Timeline;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  see(point: number, rung: number, namespace: Namespace, files: FileVariant[], slice: Slice): void {
    let key = `${namespace.id}`;
    for (const file of files) key += `,${file.id}`;
    let state = this.#known.get(key);
    if (state === undefined) {
      const document = files[namespace.watched[0] ?? -1]?.content ?? null;
      state = { namespace, files, document, sightings: [] };
      this.#known.set(key, state);
      this.states.push(state);
    }
    const window = this.#timeline.attempts.windowAt[point] ?? { acked: -1, attempted: -1 };
    const known = state.sightings.find((sighting) => sighting.window === window);
    const lastRung = known?.first.at(-1);
    if (lastRung !== undefined && lastRung.rung <= rung) return;
    const seen = { rung, point, lost: () => [...slice.lost(), ...lostData(slice.namespace, files)] };
    if (known === undefined) state.sightings.push({ window, first: [seen] });
    else known.first.push(seen);
  }
}

function lostData(namespace: Namespace, files: readonly FileVariant[]): LostEffect[] {
  const watched = new Set(namespace.watched);
  return files.flatMap((file, slot) => (watched.has(slot) ? file.lost() : []));
}

// The names as they were after some effects of the trace, all of them applied.
import type { Namespace, Namespaces } from './namespace.js';
import { directoriesAt, modeAt, type Timeline } from './timeline.js';

const noEntries = new Map<string, number>();

export function namespaceAt(namespaces: Namespaces, timeline: Timeline, point: number): Namespace {
  return namespaces.remembered(`all ${timeline.version[point]}`, () => {
    const directories = directoriesAt(timeline, point);
    return namespaces.flatten(
      (dir) => directories.get(dir) ?? noEntries,
      (life) => modeAt(life, point),
    );
  });
}

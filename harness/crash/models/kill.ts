// The process dies, the machine lives: the page cache survives, so every effect that had returned is there, in
// order. Of a write under way any prefix may be there, at its representative lengths.
import { directoriesAt, modeAt } from '../timeline.js';
import { listed, type PersistenceModel, type Slice } from './model.js';

const noEntries = new Map<string, number>();

export const kill: PersistenceModel = {
  id: 'kill',
  includes: null,
  slices({ timeline, point, contents, namespaces }) {
    const directories = directoriesAt(timeline, point);
    const namespace = namespaces.flatten(
      (dir) => directories.get(dir) ?? noEntries,
      (life) => modeAt(life, point),
    );
    const live: Slice = { namespace, contents: (ino) => contents.live(ino, point), lost: () => [] };
    const next = timeline.trace.effects[point];
    if (next?.op !== 'write') return listed([live]);
    return listed([
      live,
      {
        namespace,
        contents: (ino) => (ino === next.ino ? contents.inFlight(ino, point) : contents.live(ino, point)),
        lost: () => [],
      },
    ]);
  },
};

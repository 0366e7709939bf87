// The process dies, the machine lives: the page cache survives, so every effect that had returned is there,
// in order. Of a write under way any prefix may be there, at its representative lengths.
import { namespaceAt } from '../../trace/namespace-at.js';
import { listed, type PersistenceModel, type Slice } from './model.js';

export const kill: PersistenceModel = {
  id: 'kill',
  includes: null,
  slices({ timeline, point, contents, namespaces }) {
    const namespace = namespaceAt(namespaces, timeline, point);
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

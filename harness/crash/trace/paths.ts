// Turns inode numbers back into paths, for people: the name of an inode at a crash point, or its last one
// before.
import { ROOT } from '../../../results/vocabulary/root-inode.js';
import { directoriesAt, type Timeline } from './timeline.js';

export function pathAt(timeline: Timeline, ino: number, point: number): string {
  if (ino === ROOT) return '.';
  for (let at = point; at >= 0; at--) {
    // Names only change with the version.
    if (at < point && timeline.version[at] === timeline.version[at + 1]) continue;
    const path = nameIn(timeline, ino, at, new Set());
    if (path !== null) return path;
  }
  return `inode ${ino}`;
}

function nameIn(timeline: Timeline, ino: number, point: number, below: Set<number>): string | null {
  if (ino === ROOT) return '';
  if (below.has(ino)) return null;
  for (const [dir, entries] of directoriesAt(timeline, point)) {
    for (const [name, named] of entries) {
      if (named !== ino) continue;
      const above = nameIn(timeline, dir, point, new Set([...below, ino]));
      if (above !== null) return above === '' ? name : `${above}/${name}`;
    }
  }
  return null;
}

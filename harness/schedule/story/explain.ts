// One sentence that explains a violation: what went wrong, and if two clients held the lock of one name at the same
// time, how that came about.
import type { Judgement } from '../oracle.js';
import type { Execution } from '../program.js';
import { firstOverlap, type Overlap } from './holders.js';
import type { InodeLetters } from './inode-letters.js';

const ofContent: ReadonlySet<Judgement['class']> = new Set([
  'lost-update',
  'duplicate-rev',
  'rev-gap',
  'rev-rollback',
  'resurrected-write',
  'torn-read',
  'client-error',
]);

/** Without a full stop. `letters`: those of the lanes beside it. */
export function explain(found: Judgement, { steps }: Execution, letters: InodeLetters): string {
  const overlap = ofContent.has(found.class) ? firstOverlap(steps) : null;
  return overlap === null ? found.sentence : `${overlapSentence(overlap, letters)}. ${found.sentence}`;
}

function overlapSentence({ first, second, removedBy }: Overlap, letters: InodeLetters): string {
  const file = second.name.split(' ').slice(1).join(' ') || second.name;
  const [a, b] = [first.client, second.client].sort((x, y) => x - y);
  return `Client ${a} and client ${b} both held the lock ${file}${placesOf()}`;

  function placesOf(): string {
    if (first.inode === null || second.inode === null) return '';
    if (first.inode === second.inode) return `, on the same inode ${letters.of(first.inode)}`;
    const places = `, on inodes ${letters.of(first.inode)} and ${letters.of(second.inode)}`;
    return removedBy === null
      ? places
      : `${places}: client ${removedBy} removed ${letters.of(first.inode)} while client ${first.client} held its lock`;
  }
}

// One sentence that explains a violation: what went wrong, and if two clients held the lock of one name at the same
// time, how that came about.
import type { Judgement } from '../oracle.js';
import type { Execution } from '../program.js';
import { firstOverlap, type Holder, type Overlap } from './holders.js';
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

function overlapSentence({ holders: [one, other] }: Overlap, letters: InodeLetters): string {
  const file = one.name.split(' ').slice(1).join(' ') || one.name;
  const both = `Client ${one.client} and client ${other.client} both held the lock ${file}`;
  if (one.inode === null || other.inode === null) return both;
  if (one.inode === other.inode) return `${both}, on the same inode ${letters.of(one.inode)}`;
  const places = `${both}, on inodes ${letters.of(one.inode)} and ${letters.of(other.inode)}`;
  const how = [one, other].flatMap((holder) => removalOf(holder, letters));
  return how.length === 0 ? places : `${places}: ${how.join(', and ')}`;
}

function removalOf({ client, inode, removed }: Holder, letters: InodeLetters): string[] {
  if (removed === null || inode === null) return [];
  const letter = letters.of(inode);
  return removed.when === 'while'
    ? [`client ${removed.by} removed ${letter} while client ${client} held its lock`]
    : [`client ${removed.by} had removed ${letter} before client ${client} locked it`];
}

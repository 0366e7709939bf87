// One sentence that explains a violation: what went wrong, and if two clients held the lock of one name at
// the same time, or one had lost its own without noticing, how that came about.
import type { Step } from '../../../results/vocabulary/schedule.js';
import type { OracleJudgement } from '../oracle.js';
import type { Execution } from '../program.js';
import type { InodeLetters } from './inode-letters.js';
import {
  type Dropped,
  fileOf,
  firstDropped,
  type LockHolder,
  type Overlap,
  overlapOf,
} from './lock-holders.js';

const ofContent: ReadonlySet<OracleJudgement['class']> = new Set([
  'lost-update',
  'duplicate-rev',
  'rev-gap',
  'rev-rollback',
  'resurrected-write',
  'torn-read',
  'client-error',
]);

/** Without a full stop. `letters`: those of the lanes beside it. */
export function explainViolation(
  found: OracleJudgement,
  { steps }: Execution,
  letters: InodeLetters,
): string {
  const cause = ofContent.has(found.class) ? causeIn(steps, letters) : null;
  return cause === null ? found.sentence : `${cause}. ${found.sentence}`;
}

function causeIn(steps: readonly Step[], letters: InodeLetters): string | null {
  const overlap = overlapOf(steps);
  if (overlap !== null) return overlapSentence(overlap, letters);
  const dropped = firstDropped(steps);
  return dropped === null ? null : droppedSentence(dropped, letters);
}

function droppedSentence({ client, name, inode, takenBy }: Dropped, letters: InodeLetters): string {
  const which = inode === null ? '' : ` on inode ${letters.of(inode)}`;
  return `Client ${client} lost the lock ${fileOf(name)}${which} by closing another descriptor of it, and client ${takenBy} took it`;
}

function overlapSentence({ holders: [one, other] }: Overlap, letters: InodeLetters): string {
  const both = `Client ${one.client} and client ${other.client} both held the lock ${fileOf(one.name)}`;
  if (one.inode === null || other.inode === null) return both;
  if (one.inode === other.inode) return `${both}, on the same inode ${letters.of(one.inode)}`;
  const places = `${both}, on inodes ${letters.of(one.inode)} and ${letters.of(other.inode)}`;
  const how = [one, other].flatMap((holder) => removalOf(holder, letters));
  return how.length === 0 ? places : `${places}: ${how.join(', and ')}`;
}

function removalOf({ client, inode, removed }: LockHolder, letters: InodeLetters): string[] {
  if (removed === null || inode === null) return [];
  const letter = letters.of(inode);
  const holder = removed.by === client ? 'it still' : `client ${client}`;
  return removed.when === 'while'
    ? [`client ${removed.by} removed ${letter} while ${holder} held its lock`]
    : [`client ${removed.by} had removed ${letter} before client ${client} locked it`];
}

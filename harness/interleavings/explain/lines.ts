// The lines of a story as they come: what one client did to one file in one go is one line, and inodes are letters.
// Only what is told in one go can be folded: a line of somebody else, or a write after a read, begins a new one.
import type { LaneLine } from '../../../results/vocabulary/interleaving-story.js';
import type { Step } from '../../../results/vocabulary/schedule.js';
import { bare, type InodeLetters } from './inode-letters.js';

/** Verbs that only matter together: `open, stat, read, close tasks.yaml`. */
const foldable: ReadonlySet<string> = new Set([
  'create',
  'open',
  'stat',
  'read',
  'write',
  'truncate',
  'close',
]);

interface Foldable {
  verb: string;
  /** As it is shown, its inode behind its name. */
  object: string;
  /** Its name alone: only who opens a file tells which it is. */
  about: string;
}

interface Fold extends Foldable {
  /** Of everything that is in the line. */
  verbs: string[];
}

interface Draft extends LaneLine {
  /** What was done to what, while more may be said in the same line; null: it is complete. */
  fold: Fold | null;
}

export class Lines {
  readonly #letters: InodeLetters;
  readonly #drafts: Draft[] = [];

  constructor(letters: InodeLetters) {
    this.#letters = letters;
  }

  step(step: Step, preempted: number | null): void {
    const { client, kind } = step;
    if (kind !== 'operation') {
      this.#add({ client: kind === 'clock-jump' ? null : client, text: doing[kind], preempted, fold: null });
      return;
    }
    const label = whichFile(step);
    const fold = foldOf(label);
    const last = this.#drafts.at(-1);
    if (preempted === null && fold !== null && last?.client === client && goesOn(last.fold, fold)) {
      if (!last.fold.verbs.includes(fold.verb)) last.fold.verbs.push(fold.verb);
      last.text = this.#letters.fill(`${last.fold.verbs.join(', ')} ${last.fold.object}`);
      return;
    }
    const text = this.#letters.fill(label.replace(/: released$/, ''));
    this.#add({ client, text, preempted, fold: fold && { ...fold, verbs: [fold.verb] } });
  }

  /** Nobody notices it, but what came before and after it was not done in one go. */
  leaveOut({ client }: Step): void {
    const last = this.#drafts.at(-1);
    if (last !== undefined && last.client !== client) last.fold = null;
  }

  say(client: number | null, text: string): void {
    this.#add({ client, text, preempted: null, fold: null });
  }

  done(): LaneLine[] {
    return this.#drafts.map(({ client, text, preempted }) => ({ client, text, preempted }));
  }

  #add(draft: Draft): void {
    this.#drafts.push({ ...draft, text: draft.text.slice(0, textMax) });
  }
}

const textMax = 1000;

/** What the schedule does rather than a client. */
const doing = {
  wake: 'wakes up',
  crash: 'dies here',
  'clock-jump': 'the wall clock is set on by a minute',
  pause: 'stands still for a minute',
} satisfies Record<Exclude<Step['kind'], 'operation'>, string>;

/** `write 312 bytes to tasks.yaml` is `write` of `tasks.yaml`. */
function foldOf(label: string): Foldable | null {
  const [, verb = '', object = ''] = /^(\S+) (?:\d+ bytes to )?(.+)$/.exec(label) ?? [];
  return foldable.has(verb) ? { verb, object, about: bare(object) } : null;
}

/** By a descriptor only the inode tells which file it is: its name may stand for another one by now. */
function whichFile({ label, accesses }: Step): string {
  if (label.includes('{inode:') || !/^(read|write|truncate) [^:]+$/.test(label)) return label;
  const found = accesses.find(({ resource }) => resource.startsWith('inode:'));
  return found === undefined ? label : `${label} {${found.resource}}`;
}

/** What is read and what is written of a file are two things, and so is opening it again. */
function goesOn(line: Fold | null, { verb, about }: Foldable): line is Fold {
  if (line === null || line.about !== about) return false;
  if (verb === 'open' || verb === 'create') return line.verbs.every((before) => before === 'stat');
  return !changes.has(verb) || !line.verbs.includes('read');
}

const changes: ReadonlySet<string> = new Set(['write', 'truncate']);

// The lines of an explanation: consecutive operations of one client on one file become one line, and inodes
// become letters. A line of another client, or a write after a read, begins a new line.
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
  /** Its name and inode, as shown. */
  object: string;
  /** Its name alone: only an open shows the inode. */
  about: string;
}

interface Fold extends Foldable {
  /** Of all operations in the line. */
  verbs: string[];
}

interface Draft extends LaneLine {
  /** While more may be added to the line; null: it is complete. */
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

  /** The step is not shown, but the operations before and after it were not consecutive. */
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

/** Actions of the schedule rather than of a client. */
const doing = {
  wake: 'wakes up',
  crash: 'dies here',
  'clock-jump': 'the wall clock is set on by a minute',
  stall: 'stands still for a second',
  pause: 'stands still for a minute',
} satisfies Record<Exclude<Step['kind'], 'operation'>, string>;

/** `write 312 bytes to tasks.yaml` is `write` of `tasks.yaml`. */
function foldOf(label: string): Foldable | null {
  const [, verb = '', object = ''] = /^(\S+) (?:\d+ bytes to )?(.+)$/.exec(label) ?? [];
  return foldable.has(verb) ? { verb, object, about: bare(object) } : null;
}

/** An operation on a descriptor is shown with its inode: the name may be another file's by now. */
function whichFile({ label, accesses }: Step): string {
  if (label.includes('{inode:') || !/^(read|write|truncate) [^:]+$/.test(label)) return label;
  const found = accesses.find(({ resource }) => resource.startsWith('inode:'));
  return found === undefined ? label : `${label} {${found.resource}}`;
}

/** A write after a read begins a new line, and so does opening the file again. */
function goesOn(line: Fold | null, { verb, about }: Foldable): line is Fold {
  if (line === null || line.about !== about) return false;
  if (verb === 'open' || verb === 'create') return line.verbs.every((before) => before === 'stat');
  return !changes.has(verb) || !line.verbs.includes('read');
}

const changes: ReadonlySet<string> = new Set(['write', 'truncate']);

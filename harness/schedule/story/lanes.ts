// Tells one execution as lanes: what each client did to what others use too, what the strategy answered, and where
// a client that could have gone on was not let. Steps that nobody else could notice are left out, and what one
// client did to one file in one go is one line.
import type { LaneLine } from '../../../results/interleaving-story.js';
import type { Step } from '../../../results/schedule.js';
import type { Execution } from '../program.js';
import { type Answer, answersOf, endOf } from './answers.js';
import { bare, type InodeLetters } from './inode-letters.js';
import { sharedResources, touches } from './shared-resources.js';

/** `preempted`: by the index of a step the client that had run before it and was not let go on. */
export function lanesOf(
  { steps, aftermath, ending }: Execution,
  preempted: ReadonlyMap<number, number>,
  letters: InodeLetters,
): LaneLine[] {
  const shared = sharedResources(steps);
  const answers = aftermath === null ? [] : answersOf(aftermath.history);
  const lines = new Lines(letters);
  let told = 0;
  for (const [index, step] of steps.entries()) {
    for (; (answers[told]?.afterSteps ?? Infinity) <= index; told++) lines.answer(answers[told]);
    const by = preempted.get(index) ?? null;
    if (by !== null || matters(step, shared)) lines.step(step, by);
    else lines.leaveOut(step);
  }
  for (const answer of answers.slice(told)) lines.answer(answer);
  if (ending.type === 'hang' || ending.type === 'death') lines.say(ending.client, ending.how);
  for (const text of aftermath === null ? [] : endOf(aftermath)) lines.say(null, text);
  return lines.done();
}

/** A lock is told even if nobody else came near it: that is what a second lock file looks like. */
function matters(step: Step, shared: ReadonlySet<string>): boolean {
  return step.kind !== 'operation' || touches(step, shared) || /^(try-lock|unlock) /.test(step.label);
}

/** Verbs that only matter together: `open, stat, read, close tasks.yaml`. */
const foldable = new Set(['create', 'open', 'stat', 'lstat', 'fstat', 'read', 'write', 'truncate', 'close']);

interface Fold {
  verbs: string[];
  /** As it is shown, its inode behind its name. */
  object: string;
  /** Its name alone: only who opens a file tells which it is. */
  about: string;
}

interface Draft extends LaneLine {
  /** What was done to what, while more may be said in the same line; null: it is complete. */
  fold: Fold | null;
}

class Lines {
  readonly #letters: InodeLetters;
  readonly #drafts: Draft[] = [];

  constructor(letters: InodeLetters) {
    this.#letters = letters;
  }

  step({ client, kind, label }: Step, preempted: number | null): void {
    if (kind !== 'operation') {
      this.#add({ client: kind === 'clock-jump' ? null : client, text: doing[kind], preempted, fold: null });
      return;
    }
    const fold = foldOf(label);
    const last = this.#drafts.at(-1);
    if (preempted === null && fold !== null && last?.client === client && last.fold?.about === fold.about) {
      for (const verb of fold.verbs) if (!last.fold.verbs.includes(verb)) last.fold.verbs.push(verb);
      last.text = this.#letters.fill(`${last.fold.verbs.join(', ')} ${last.fold.object}`);
      return;
    }
    const text = this.#letters.fill(label.replace(/: released$/, ''));
    this.#add({ client, text, preempted, fold });
  }

  /** Nobody notices it, but what came before and after it was not done in one go. */
  leaveOut({ client }: Step): void {
    const last = this.#drafts.at(-1);
    if (last !== undefined && last.client !== client) last.fold = null;
  }

  answer(answer: Answer | undefined): void {
    if (answer !== undefined) this.say(answer.client, answer.text);
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
function foldOf(label: string): Fold | null {
  const [, verb = '', object = ''] = /^(\S+) (?:\d+ bytes to )?(.+)$/.exec(label) ?? [];
  return foldable.has(verb) ? { verbs: [verb], object, about: bare(object) } : null;
}

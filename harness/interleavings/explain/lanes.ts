// Shows one execution as lanes: what each client did to resources that others use too, what the strategy
// answered, and where a client was preempted. Steps that no other client can notice are left out, and so are
// those after the violation was proven.
import type { LaneLine } from '../../../results/vocabulary/interleaving-story.js';
import type { Step } from '../../../results/vocabulary/schedule.js';
import type { Execution } from '../program.js';
import { stepsBefore } from '../step-clock.js';
import { answersOf, endOf } from './answers.js';
import type { InodeLetters } from './inode-letters.js';
import { Lines } from './lines.js';
import { sharedResources, touches } from './shared-resources.js';

export interface LaneContext {
  /** By the index of a step the client that was preempted before it. */
  preempted: ReadonlyMap<number, number>;
  letters: InodeLetters;
  /** On the clock of the steps: later steps are left out; Infinity: none. */
  untilNs: number;
}

export function lanesOf(
  { steps, finalState, ending }: Execution,
  { preempted, letters, untilNs }: LaneContext,
): LaneLine[] {
  const shared = sharedResources(steps);
  const answers = (finalState === null ? [] : answersOf(finalState.history)).filter(
    ({ atNs }) => atNs <= untilNs,
  );
  const lines = new Lines(letters);
  let reported = 0;
  const answerBefore = (index: number): void => {
    for (
      let next = answers[reported];
      next !== undefined && stepsBefore(next.atNs) <= index;
      next = answers[reported]
    ) {
      lines.say(next.client, next.text);
      reported += 1;
    }
  };
  const shown = Math.min(steps.length, stepsBefore(untilNs));
  for (const [index, step] of steps.slice(0, shown).entries()) {
    answerBefore(index);
    const by = preempted.get(index) ?? null;
    if (by !== null || matters(step, shared)) lines.step(step, by);
    else lines.leaveOut(step);
  }
  answerBefore(Infinity);
  if (ending.type === 'hang' || ending.type === 'death') lines.say(ending.client, ending.how);
  const left = steps.length - shown;
  if (left > 0)
    lines.say(null, `${left} more ${left === 1 ? 'step' : 'steps'}, until everybody has come to the end`);
  for (const text of finalState === null ? [] : endOf(finalState)) lines.say(null, text);
  return lines.done();
}

/** A lock is shown even if no other client used it: a second lock file looks like that. */
function matters(step: Step, shared: ReadonlySet<string>): boolean {
  return step.kind !== 'operation' || touches(step, shared) || /^(try-lock|unlock) /.test(step.label);
}

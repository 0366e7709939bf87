// Whether the same choices gave the same steps again, and if not, the first thing that differed, in words.
import type { Step } from '../../../results/vocabulary/schedule.js';

const accessesOf = ({ accesses }: Step): string =>
  accesses.map(({ mode, resource }) => `${mode} ${resource}`).join(', ');

const told = (step: Step | undefined): string =>
  step === undefined ? 'nothing' : `client ${step.client}: ${step.label} (${accessesOf(step)})`;

/** null: the shorter one is how the longer one begins, or with `whole` they are equal. */
export function stepDifference(
  was: readonly Step[],
  is: readonly Step[],
  whole: boolean,
): { index: number; text: string } | null {
  const length = whole ? Math.max(was.length, is.length) : Math.min(was.length, is.length);
  for (let index = 0; index < length; index += 1) {
    const [before, now] = [was[index], is[index]];
    if (before === now) continue;
    if (before === undefined || now === undefined || told(before) !== told(now)) {
      return { index, text: `step ${index + 1} was ${told(before)}, then ${told(now)}` };
    }
  }
  return null;
}

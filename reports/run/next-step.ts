// The command that a reader most likely wants next. Only ids in kebab-case are put into it: whoever copies a
// command from a report must not run what a strategy's name contains.
import type { Judged } from '../../results/verdicts/judged.js';
import { proofsOf, subjectsOf } from './overview.js';

export interface NextStep {
  command: string;
  why: string;
}

export function nextStep(judged: Judged): NextStep {
  const more = judged.config.profile === 'quick' ? 'standard' : 'soak';
  const gain = { command: `holdfast run --profile ${more}`, why: 'for more evidence' };
  const missed = judged.canaries.find(({ caught }) => caught === false);
  if (missed !== undefined)
    return explain(missed.scenario, 'why a missed canary takes the passes back') ?? gain;
  switch (judged.decision) {
    case 'GO':
      if (judged.config.profile !== 'soak') return gain;
      return (
        explain(judged.recommended ?? '', 'what it does') ?? {
          command: 'holdfast list',
          why: 'what else there is',
        }
      );
    case 'NO-GO': {
      const failed = subjectsOf(judged).flatMap(proofsOf)[0];
      return explain(failed?.finding.scenario ?? '', 'what failed and how it was tested') ?? gain;
    }
    case 'INCONCLUSIVE':
      return judged.config.profile === 'soak'
        ? { command: 'holdfast doctor', why: 'what this platform lacks' }
        : gain;
  }
}

function explain(id: string, why: string): NextStep | null {
  return /^[a-z0-9][a-z0-9-]*$/.test(id) ? { command: `holdfast explain ${id}`, why } : null;
}

// The command that a reader most likely wants next. Only words that need no quoting are put into it, or they
// are quoted: whoever copies a command from a report must not run what a strategy's name contains.
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { shellWord } from '../text/shell-word.js';
import { decisiveProof, isByTheMount } from './decisive-proof.js';
import { subjectsOf } from './overview.js';
import { smallestCounterexample } from './smallest-counterexample.js';

export interface NextStep {
  command: string;
  why: string;
}

/** More names than this stand for the default selection. */
const namedMax = 3;

export function nextStep(judged: Judged): NextStep {
  const { profile } = judged.config;
  const more = `holdfast run${selectionOf(judged)} --profile ${profile === 'quick' ? 'standard' : 'soak'}`;
  const gain = { command: more, why: 'for more evidence' };
  const missed = judged.canaries.find(({ caught }) => caught === false);
  if (missed !== undefined)
    return explain(missed.scenario, 'why a missed canary takes the passes back') ?? gain;
  switch (judged.decision) {
    case 'GO':
      if (profile !== 'soak') return gain;
      return (
        explain(judged.recommended ?? '', 'what it does') ?? {
          command: 'holdfast list',
          why: 'what else there is',
        }
      );
    case 'NO-GO':
      return subjectsOf(judged).some(isByTheMount)
        ? { command: 'holdfast doctor', why: 'what this mount does with syncs' }
        : (seen(judged) ?? gain);
    case 'INCONCLUSIVE':
      return profile === 'soak' ? { command: 'holdfast doctor', why: 'what this platform lacks' } : gain;
  }
}

/** To see the failure happen, or else to read what it is. */
function seen(judged: Judged): NextStep | null {
  const { required } = judged.config;
  const subjects = subjectsOf(judged);
  const asked = subjects.filter(({ id }) => required.includes(id));
  for (const strategy of asked.length > 0 ? asked : subjects) {
    const failed = decisiveProof(strategy);
    if (failed === null) continue;
    const replay = smallestCounterexample(strategy, 100)?.replay ?? null;
    if (replay !== null) return { command: replay, why: 'to see it happen again' };
    const anomaly = failed.evidence?.anomaly ?? '';
    return (
      explain(anomaly, 'what it means and what to do') ??
      explain(failed.finding.scenario, 'what failed and how it was tested')
    );
  }
  return null;
}

/** ` --strategy ./mine.mjs flock`, where the same ones have to be named again. */
function selectionOf({ strategies }: Judged): string {
  const selected = strategies.filter((one) => one.selected);
  const isNamed = selected.length <= namedMax || selected.some(({ module }) => module !== undefined);
  const words = selected.map(({ id, module }: JudgedStrategy) => module ?? id);
  return isNamed && words.length > 0 ? ` --strategy ${words.map(shellWord).join(' ')}` : '';
}

function explain(id: string, why: string): NextStep | null {
  return /^[a-z0-9][a-z0-9-]*$/.test(id) ? { command: `holdfast explain ${id}`, why } : null;
}

// How to go on after a run that was cut off: the command that runs what is missing, and the one that puts
// both parts together. Pure. Runs are only ever split by scenario: a scenario and its canaries belong
// together, so one that was half done is run again as a whole.

import { shellWord as word } from '../../../reports/text/shell-word.js';
import type { Run } from '../../../results/facts/run-record.js';
import type { PlannedCase } from '../../run/run-contract.js';

/** `typed`: strategy id → what selects it on a command line. Empty when nothing is missing. */
export function resumeCommands(run: Run, dir: string, typed: ReadonlyMap<string, string>): string[] {
  const done = new Set(run.cases.map(keyOf));
  const missing = run.planned.filter((planned) => !done.has(keyOf(planned)));
  const scenarios = run.config.scenarios.filter((id) => missing.some(({ scenario }) => scenario === id));
  if (scenarios.length === 0) return [];
  const rest = `${dir}-rest`;
  const strategies = run.strategies.filter((one) => one.selected).map(({ id }) => typed.get(id) ?? id);
  const again = [
    'holdfast run',
    `--strategy ${word(strategies.join(','))}`,
    `--scenario ${scenarios.join(',')}`,
    `--profile ${run.config.profile} --seed ${run.config.seed} --policy ${run.config.policy}`,
    ...(run.config.recorder === 'node' ? [] : [`--recorder ${run.config.recorder}`]),
    `--dir ${word(run.config.dir)} --out ${word(rest)}`,
  ].join(' ');
  const halfDone = run.cases.some(({ scenario }) => scenarios.includes(scenario));
  const nothingDone = run.cases.length === 0;
  return halfDone || nothingDone
    ? [again]
    : [again, `holdfast merge ${word(dir)} ${word(rest)} --out ${word(`${dir}-whole`)}`];
}

function keyOf({ strategy, scenario, scope }: Omit<PlannedCase, 'estimateMs'>): string {
  return JSON.stringify([strategy, scenario, scope]);
}

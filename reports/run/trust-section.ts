// Why a run should be believed, and where not: the canaries, what was cut off or warned of, how long each scenario
// took, and the machine.
import type { Judged } from '../../results/verdicts/judged.js';
import { type Block, heading, paragraph, words } from '../format/report-blocks.js';
import { canaries, environment, scenarioTable, warnings } from './run-sections.js';

export function trust(judged: Judged): Block[] {
  const ran = judged.canaries.filter(({ caught }) => caught !== null);
  const caught = ran.filter((one) => one.caught === true).length;
  const limits = warnings(judged);
  const verdict = caught === ran.length && ran.length > 0 ? 'pass' : 'fail';
  return [
    heading(3, 'Canaries', 'canaries'),
    paragraph(
      words`${{ verdict }} ${caught} of ${ran.length} caught. Canaries are strategies that are broken on purpose; a scenario that misses one proves nothing, and its passes count as unknown.`,
    ),
    { type: 'folded', title: 'Every canary', blocks: canaries(judged) },
    heading(3, 'Limits of this run', 'limits'),
    ...(limits.length === 0
      ? [paragraph('Nothing was cut off, the harness failed in no case, and the platform gave no warning.')]
      : limits),
    heading(3, 'Scenarios', 'scenarios'),
    ...scenarioTable(judged),
    heading(3, 'Environment', 'environment'),
    ...environment(judged),
  ];
}

// What to do after a run that is not whole: the command that goes on with it, or the one that joins shards. Pure.
import { shellWord as word } from '../../../reports/text/shell-word.js';
import type { Run } from '../../../results/facts/run-record.js';

/** A sentence and, if something is to be done, the command; null: nothing is missing that could be run. */
export function nextForRun(run: Run, dir: string): { said: string; command: string | null } | null {
  const { planned, cases, config } = run;
  const own = config.shard?.cases ?? planned.length;
  if (own > cases.length) {
    const said = `${cases.length} of ${own} cases were run; they are saved in ${dir}`;
    return { said, command: isGivenUp(run) ? null : `holdfast run --resume ${word(dir)}` };
  }
  if (config.shard === undefined) return null;
  const { index, of } = config.shard;
  const said = `this is shard ${index} of ${of}, ${own} of ${planned.length} cases; it is decided when all are joined`;
  return { said, command: `holdfast merge ${word(dir)} … --out whole` };
}

/** Nothing but strategies that had hung too often is left, which would hang again. */
function isGivenUp({ planned, cases, warnings }: Run): boolean {
  return planned
    .filter((plan) => !cases.some((one) => isSame(one, plan)))
    .every(({ strategy }) => warnings.some((text) => text.startsWith(`${strategy} had hung `)));
}

function isSame(one: Run['planned'][number], other: Run['planned'][number]): boolean {
  return one.strategy === other.strategy && one.scenario === other.scenario && one.scope === other.scope;
}

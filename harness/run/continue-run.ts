// Going on with a run that was cut off: what is done is kept, and everything that a verdict may depend on must
// be as it was. A case that the harness failed in is run again.
import type { ArchivedRun } from '../../results/archive/archive.js';
import type { Run } from '../../results/facts/run-record.js';
import { outOfTimePrefix } from '../../results/verdicts/missing-cases.js';
import { type Condition, conditionThatDiffers } from './run-conditions.js';
import { ResumeError } from './run-contract.js';

const strategySet: Condition = {
  what: 'set of strategies',
  of: ({ strategies }) => strategies.map(({ id }) => id).join(', '),
};

/**
 * `fresh`: the same request as it would be run here and now, without cases. Returns the run to go on with, and
 * the cases that count. Throws ResumeError when the two parts would not be one run.
 */
export function continuedRun(fresh: Run, before: ArchivedRun): ArchivedRun {
  const difference = conditionThatDiffers(before.run, fresh, [strategySet]);
  if (difference !== null) throw new ResumeError(difference);
  refuseOtherModules(before.run, fresh);
  refuseOtherPlan(before.run, fresh);
  const cases = before.cases.filter(({ entry }) => entry.state.type === 'done');
  const { cpuModel } = before.run.platform;
  const moved =
    cpuModel === fresh.platform.cpuModel
      ? []
      : [`Begun on ${cpuModel} and continued on ${fresh.platform.cpuModel}: compare no times.`];
  return {
    run: {
      ...fresh,
      id: before.run.id,
      startedAt: before.run.startedAt,
      platform: before.run.platform,
      cases: cases.map(({ entry }) => entry),
      warnings: [...before.run.warnings.filter((text) => !text.startsWith(outOfTimePrefix)), ...moved],
    },
    cases,
  };
}

function refuseOtherModules({ config: then }: Run, { config: now }: Run): void {
  for (const [at, { reference, sha256 }] of (then.references ?? []).entries()) {
    if (now.references?.[at]?.sha256 === sha256) continue;
    throw new ResumeError(`${reference} is not the module that it was when the run began`);
  }
}

function refuseOtherPlan(then: Run, now: Run): void {
  const plans = [then, now].map(({ planned }) =>
    planned.map(({ strategy, scenario, scope }) => `${strategy} × ${scenario} × ${scope}`),
  );
  const [before = [], today = []] = plans;
  const gone = before.find((one) => !today.includes(one));
  const added = today.find((one) => !before.includes(one));
  if (gone !== undefined) throw new ResumeError(`${gone} was planned, and would not be now`);
  if (added !== undefined) throw new ResumeError(`${added} was not planned, and would be now`);
}

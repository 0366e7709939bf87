// What a run that was cut off did not run: it was interrupted, killed or out of time. What is missing is unknown,
// and is said once instead of wherever it shows.
import type { Judged } from './judged.js';

/** How the warning of a run begins that has reached its `--max-time`. */
export const outOfTimePrefix = 'stopped after --max-time';

function isCutOff({ status, warnings }: Judged): boolean {
  return status !== 'finished' || warnings.some((warning) => warning.startsWith(outOfTimePrefix));
}

/** Cases of the strategies that were asked about which have no record; 0 for a run that came to its end. */
export function missingCases(run: Judged): number {
  if (!isCutOff(run)) return 0;
  const known = new Set(run.cases.map(({ strategy, scenario, scope }) => `${strategy} ${scenario} ${scope}`));
  const wanted = run.scenarios.flatMap(({ id, scopes }) => scopes.map((scope) => `${id} ${scope}`));
  return run.strategies
    .filter(({ selected, availability }) => selected && availability.available)
    .flatMap(({ id }) => wanted.map((one) => `${id} ${one}`))
    .filter((one) => !known.has(one)).length;
}

/** `it is interrupted: 3 cases are missing, and what they would show is unknown`. */
export function unfinishedInWords({ status }: Judged, missing: number): string {
  const how = status === 'finished' ? 'not all of it was run' : `it is ${status}`;
  return `${how}: ${missing} cases are missing, and what they would show is unknown`;
}

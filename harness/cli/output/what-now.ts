// What `holdfast` says when it is called alone: what there is in this directory, and what can be done with it.
import { configurationsIn } from '../options/configuration-file.js';
import { runsIn } from '../options/results-place.js';

export interface Situation {
  /** As a person would name it; null: none. */
  configuration: string | null;
  /** The directory of the newest run, relative; null: none. */
  lastRun: string | null;
}

/** Pure. */
export function whatNow({ configuration, lastRun }: Situation): string {
  const rows: [command: string, why: string][] =
    configuration === null
      ? [
          ['holdfast init', 'sets up this project: an example store, a configuration, a workflow'],
          ['holdfast try ./my-store.mjs', 'looks for the first counterexample of a store of yours'],
          ['holdfast run --strategy ./my-store.mjs', 'judges it'],
          ['holdfast try no-lock --scope processes --bail', 'shows one, within seconds'],
        ]
      : [['holdfast run', `judges what ${configuration} names`]];
  if (lastRun !== null) rows.push(['holdfast report', `shows the last run again: ${lastRun}`]);
  rows.push(['holdfast doctor', 'says what this platform really does'], ['holdfast --help', 'all commands']);
  const width = Math.max(...rows.map(([command]) => command.length));
  const there =
    configuration === null ? 'There is no configuration here.' : `There is ${configuration} here.`;
  return [
    `${there} What can be done:`,
    '',
    ...rows.map(([command, why]) => `  ${command.padEnd(width)}  ${why}`),
  ].join('\n');
}

export function situationOf(cwd: string): Situation {
  return { configuration: configurationsIn(cwd)[0] ?? null, lastRun: runsIn(cwd)[0] ?? null };
}

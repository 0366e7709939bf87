// The page that shows what Holdfast itself was held to: which check caught which broken strategy, and whether
// any check accused a sound one. Pure, from the stored record.
import { item, markdownTable, pageOf, paragraph, prose } from '../text/markdown-page.js';
import {
  complaintsAbout,
  type ScenarioTrust,
  type Trial,
  type TrustRecord,
  type WholeRun,
} from './trust-record.js';

export function trustPage({ platform, profile, scenarios, whole = [] }: TrustRecord): string {
  const complaints = complaintsAbout(scenarios);
  const broken = strategiesIn(scenarios, ({ broken: rows }) => rows.map(({ strategy }) => strategy));
  const sound = strategiesIn(scenarios, ({ sound: rows }) => rows.map(({ strategy }) => strategy));
  return pageOf([
    '# Whom Holdfast catches, and whom it leaves alone',
    '<!-- Made by `npm run docs` from docs/evidence/trust.json, which `npm run trust -- --write` makes anew. -->',
    paragraph(
      'A check that never fails proves nothing, and one that fails for sound strategies is worse. So Holdfast is ' +
        `run against strategies whose answer is known: ${broken.length} that are broken in one way each, with the ` +
        `checks that must find it declared beside them, and ${sound.length} sound ones of different design. ` +
        '`npm run trust` runs them, prints both tables, and fails when a broken one is missed or a sound one accused. ' +
        `What follows was measured with the profile \`${profile}\` on ${platform}.`,
    ),
    complaints.length === 0
      ? paragraph('Every broken strategy was caught by a check of its own, and no check accused a sound one.')
      : complaints.flatMap((one) => item(prose(one))).join('\n'),
    '## Detection',
    paragraph(
      'Each row is one broken strategy in one scenario that has to catch it. The time is that of its whole case, in ' +
        'which the defect was found.',
    ),
    detectionTable(scenarios),
    '## Accusations',
    paragraph(
      'Each cell counts the checks that passed for a sound strategy in a scenario, in the scopes that it claims. ' +
        '`?`: so many could not decide, which is never a pass. ✗: accused. A blank: it was not run there, or nothing applies.',
    ),
    accusationTable(scenarios, sound),
    ...(whole.length === 0 ? [] : wholeRuns(whole)),
  ]);
}

export function detectionTable(scenarios: readonly ScenarioTrust[]): string {
  return markdownTable(
    ['Broken strategy', 'What is wrong with it', 'Scenario', 'Scope', 'Caught by', 'After'],
    scenarios.flatMap(({ scenario, broken }) =>
      broken.map(({ strategy, title, scope, by, available, afterMs }) => [
        `\`${strategy}\``,
        prose(title),
        `\`${scenario}\``,
        scope,
        caughtBy(by, available),
        available ? `${(afterMs / 1000).toFixed(1)} s` : '',
      ]),
    ),
  );
}

function wholeRuns(whole: readonly WholeRun[]): string[] {
  return [
    '## Whole runs',
    paragraph(
      'What a user would see: these broken strategies were put through all scenarios of the profile. The gravest ' +
        'thing is what the first screen names.',
    ),
    markdownTable(
      [
        'Broken strategy',
        'What is wrong with it',
        'Decision',
        'Gravest',
        'Failed checks',
        'Its own among them',
      ],
      whole.map(({ strategy, title, decision, gravest, failed, caught }) => [
        `\`${strategy}\``,
        prose(title),
        decision,
        gravest ?? '',
        String(failed.length),
        caught ? 'yes' : '**no**',
      ]),
    ),
  ];
}

function caughtBy(by: string | null, available: boolean): string {
  if (by === null) return '**missed**';
  return available ? prose(by) : `n/a: ${prose(by)}`;
}

export function accusationTable(scenarios: readonly ScenarioTrust[], sound: readonly string[]): string {
  return markdownTable(
    ['Sound strategy', ...scenarios.map(({ scenario }) => `\`${scenario}\``)],
    sound.map((strategy) => [
      `\`${strategy}\``,
      ...scenarios.map((one) => cell(one.sound.find((trial) => trial.strategy === strategy))),
    ]),
  );
}

function cell(trial: Trial | undefined): string {
  if (trial === undefined) return '';
  const { passed, unknown = [], accused = [] } = trial;
  if (accused.length > 0) return `✗ ${accused.length}`;
  return unknown.length > 0 ? `${passed}, ${unknown.length} ?` : String(passed);
}

function strategiesIn(
  scenarios: readonly ScenarioTrust[],
  names: (one: ScenarioTrust) => string[],
): string[] {
  return [...new Set(scenarios.flatMap(names))].sort((a, b) => (a < b ? -1 : 1));
}

// The reference pages that are made from the tables in the code: anomalies, and scenarios with their checks and
// criteria. Pure. `npm run docs` writes them; a test compares the pages with what the tables say now.
import { item, markdownTable, pageOf, paragraph, prose } from '../reports/text/markdown-page.js';
import { anomalyGroups } from '../results/vocabulary/anomalies/anomalies.js';
import type { AnomalyDefinition } from '../results/vocabulary/anomalies/anomaly-definition.js';
import { failureKindSchema } from '../results/vocabulary/persistence.js';
import { violationClassSchema } from '../results/vocabulary/schedule.js';
import type { Check, Criterion, Scenario } from '../scenarios/scenario.js';

const generated = '<!-- Made from the code by `npm run docs`: change the tables there, not this page. -->';

export function anomaliesPage(): string {
  const sections = anomalyGroups.flatMap(({ title, anomalies }) => [
    `## ${title}`,
    ...Object.entries(anomalies).flatMap(([id, definition]) => anomalySection(id, definition)),
  ]);
  return pageOf([
    '# Anomalies',
    generated,
    paragraph(
      'The names that evidence in a report carries: what happened, how it comes about, and how it is detected. ' +
        '`holdfast explain NAME` prints the same. A name is stored in results and capsules and never changes.',
    ),
    ...sections,
  ]);
}

function anomalySection(id: string, { title, meaning, cause, source }: AnomalyDefinition): string[] {
  const capsules = [
    ...(violationClassSchema.options.some((name) => name === id) ? ['`interleavings`'] : []),
    ...(failureKindSchema.options.some((name) => name === id) ? ['`power-loss`'] : []),
  ];
  return [
    `### ${id}`,
    paragraph(`**${title}.** ${prose(meaning)}`),
    [
      ...item(`Cause: ${prose(cause)}`),
      ...item(`Source: ${prose(source)}`),
      ...(capsules.length === 0 ? [] : item(`Capsules to replay: from ${capsules.join(' and ')}.`)),
    ].join('\n'),
  ];
}

export function scenariosPage(scenarios: readonly Scenario[], criteria: readonly Criterion[]): string {
  return pageOf([
    '# Scenarios, checks and criteria',
    generated,
    paragraph(
      'What a run puts every strategy through, which checks judge it, and which criteria the checks prove. ' +
        '`holdfast explain ID` prints the same for one of them.',
    ),
    markdownTable(
      ['Scenario', 'Title', 'Scopes', 'Canaries: broken strategies it must catch'],
      scenarios.map(({ id, title, scopes, canaries }) => [
        `[\`${id}\`](#${id})`,
        prose(title),
        scopes.join(', '),
        [...new Set(canaries.map(({ strategy }) => `\`${strategy}\``))].join(', '),
      ]),
    ),
    '## Criteria',
    paragraph(
      'A criterion is as good as the worst check that proves it. A policy requires some of the criteria: `m03` those ' +
        'that the M0.3 report names, `strict` all.',
    ),
    markdownTable(
      ['Criterion', 'Asks', 'Required by', 'Proven by'],
      criteria.map(({ id, title, requiredBy, provenBy }) => [
        `\`${id}\``,
        prose(title),
        requiredBy.join(', ') || '–',
        provenBy.map((proof) => `\`${proof}\``).join(', ') || 'not judged yet',
      ]),
    ),
    '## Scenarios',
    ...scenarios.flatMap(scenarioSection),
    '## Checks',
    ...distinctChecks(scenarios).flatMap(checkSection),
  ]);
}

function scenarioSection({ id, title, explanation, needs, canaries, checks }: Scenario): string[] {
  return [
    `### ${id}`,
    paragraph(`**${prose(title)}.** ${prose(explanation)}`),
    [
      ...item(`Needs: ${needs.join(', ')}.`),
      ...item(`Checks: ${checks.map((check) => `\`${check.id}\``).join(', ')}.`),
      ...item(
        `Canaries: ${canaries
          .map(({ strategy, by }) => `\`${strategy}\` (by ${by.map((one) => `\`${one}\``).join(' or ')})`)
          .join(', ')}.`,
      ),
    ].join('\n'),
  ];
}

interface SharedCheck {
  check: Check;
  scenarios: string[];
}

/** A check of several scenarios once, unless its words differ. */
function distinctChecks(scenarios: readonly Scenario[]): SharedCheck[] {
  const found = new Map<string, SharedCheck>();
  for (const scenario of scenarios) {
    for (const check of scenario.checks) {
      const key = `${check.id} ${check.explanation}`;
      const shared = found.get(key) ?? { check, scenarios: [] };
      shared.scenarios.push(scenario.id);
      found.set(key, shared);
    }
  }
  return [...found.values()].sort((a, b) => (a.check.id < b.check.id ? -1 : a.check.id > b.check.id ? 1 : 0));
}

function checkSection({ check, scenarios }: SharedCheck): string[] {
  return [
    `### ${check.id}`,
    paragraph(`**${prose(check.title)}.** ${prose(check.explanation)}`),
    paragraph(`*In:* ${scenarios.map((id) => `\`${id}\``).join(', ')}.`),
  ];
}

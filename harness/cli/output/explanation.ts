// What an id means, in plain words: looked up among strategies, scenarios, checks, criteria and anomalies.
// One id may mean several things (a scenario and a check, say); all of them are returned.
import { anomalyIds, anomalyOf } from '../../../results/vocabulary/anomalies/anomalies.js';
import { glossaryEntry, glossaryWords } from '../../../results/vocabulary/glossary.js';
import type { Check, Criterion, Scenario } from '../../../scenarios/scenario.js';
import type { PluginCatalogue, Ports } from '../ports.js';
import { claimsText, surveyStrategy } from './strategy-survey.js';

export interface Explanation {
  kind: 'strategy' | 'scenario' | 'check' | 'criterion' | 'anomaly' | 'word';
  id: string;
  title: string;
  /** Paragraphs. */
  text: string[];
  details: { label: string; value: string }[];
  /** Where it is defined, or where its rule comes from. */
  source: string;
}

/** Empty when nothing has this id. `scenario/check` names a check of one scenario. */
export async function explain(id: string, ports: Ports): Promise<Explanation[]> {
  const catalogue = await ports.catalogue();
  return [
    ...(Object.hasOwn(ports.strategies, id) ? [await explainStrategy(id, ports, catalogue)] : []),
    ...catalogue.scenarios
      .filter((scenario) => scenario.id === id)
      .map((one) => explainScenario(one, catalogue)),
    ...explainChecks(id, catalogue),
    ...catalogue.criteria.filter((criterion) => criterion.id === id).map(explainCriterion),
    ...explainAnomaly(id),
    ...explainWord(id),
  ];
}

/** Every id that `explain` knows. */
export async function explainable(ports: Ports): Promise<string[]> {
  const { scenarios, criteria } = await ports.catalogue();
  const checks = scenarios.flatMap((scenario) => scenario.checks.map(({ id }) => id));
  const ids = [scenarios, criteria].flatMap((list) => list.map(({ id }) => id));
  return [...new Set([...Object.keys(ports.strategies), ...ids, ...checks, ...anomalyIds, ...glossaryWords])];
}

async function explainStrategy(
  id: string,
  ports: Ports,
  { scenarios }: PluginCatalogue,
): Promise<Explanation> {
  const { title, role, claims, availability } = await surveyStrategy(id, ports);
  const { file, notes } = await ports.strategySource(id);
  const duties = scenarios.filter(({ canaries }) => canaries.some(({ strategy }) => strategy === id));
  return {
    kind: 'strategy',
    id,
    title,
    text: notes,
    details: [
      { label: 'role', value: role ?? 'unknown' },
      { label: 'claims', value: claimsText(claims) },
      {
        label: 'available',
        value: availability.available ? 'yes' : `no: ${availability.reason}; ${availability.remedy}`,
      },
      ...(duties.length > 0
        ? [{ label: 'must be caught by', value: duties.map((scenario) => scenario.id).join(', ') }]
        : []),
    ],
    source: file,
  };
}

function explainScenario(scenario: Scenario, { criteria }: PluginCatalogue): Explanation {
  const proves = criteria.filter(({ provenBy }) =>
    scenario.checks.some((check) => provenBy.some((proof) => isProof(proof, scenario.id, check.id))),
  );
  return {
    kind: 'scenario',
    id: scenario.id,
    title: scenario.title,
    text: [scenario.explanation],
    details: [
      { label: 'scopes', value: scenario.scopes.join(', ') },
      { label: 'needs', value: scenario.needs.join(', ') },
      { label: 'checks', value: scenario.checks.map(({ id }) => id).join(', ') },
      {
        label: 'canaries',
        value: scenario.canaries.map(({ strategy, by }) => `${strategy} (by ${by.join(' or ')})`).join(', '),
      },
      { label: 'proves', value: proves.map(({ id }) => id).join(', ') || 'no criterion by itself' },
    ],
    source: `scenarios/${scenario.id}.ts`,
  };
}

function explainChecks(id: string, { scenarios, criteria }: PluginCatalogue): Explanation[] {
  const [wantedScenario, wantedCheck] = id.includes('/') ? id.split('/', 2) : [null, id];
  const uses = scenarios
    .filter((scenario) => wantedScenario === null || scenario.id === wantedScenario)
    .flatMap((scenario) =>
      scenario.checks
        .filter((check) => check.id === wantedCheck)
        .map((check) => ({ scenario: scenario.id, check })),
    );
  // The same check in several scenarios is shown once, unless its words differ.
  const distinct = new Map<string, { check: Check; scenarios: string[] }>();
  for (const { scenario, check } of uses) {
    const shared = distinct.get(check.explanation) ?? { check, scenarios: [] };
    shared.scenarios.push(scenario);
    distinct.set(check.explanation, shared);
  }
  return [...distinct.values()].map(({ check, scenarios: usedBy }) => {
    const proves = criteria.filter(({ provenBy }) =>
      usedBy.some((scenario) => provenBy.some((proof) => isProof(proof, scenario, check.id))),
    );
    return {
      kind: 'check',
      id: check.id,
      title: check.title,
      text: [check.explanation],
      details: [
        { label: 'judges', value: usedBy.join(', ') },
        {
          label: 'proves',
          value: proves.map((criterion) => criterion.id).join(', ') || 'no criterion by itself',
        },
      ],
      source: usedBy.map((scenario) => `scenarios/${scenario}.ts`).join(', '),
    };
  });
}

/** Whether `*` + `/check` or `scenario/check` names this check. */
function isProof(proof: string, scenario: string, check: string): boolean {
  return proof === `${scenario}/${check}` || proof === `*/${check}`;
}

function explainCriterion({ id, title, group, m03, requiredBy, provenBy }: Criterion): Explanation {
  const required = requiredBy.length > 0 ? requiredBy.join(', ') : 'no policy';
  return {
    kind: 'criterion',
    id,
    title,
    text: [m03 === null ? 'The M0.3 report says nothing about it.' : `The M0.3 report says: ${m03}`],
    details: [
      { label: 'group', value: group },
      { label: 'required by', value: required },
      { label: 'proven by', value: provenBy.length > 0 ? provenBy.join(', ') : 'nothing yet: not judged' },
    ],
    source: 'scenarios/criteria.ts',
  };
}

function explainAnomaly(id: string): Explanation[] {
  const anomaly = anomalyOf(id);
  if (anomaly === null) return [];
  const { title, meaning, cause, source } = anomaly;
  return [{ kind: 'anomaly', id, title, text: [meaning, cause], details: [], source }];
}

function explainWord(id: string): Explanation[] {
  const entry = glossaryEntry(id);
  if (entry === null) return [];
  const { title, meaning, source } = entry;
  return [{ kind: 'word', id, title, text: [meaning], details: [], source }];
}

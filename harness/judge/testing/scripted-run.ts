// A catalogue of three small scenarios whose checks return the verdicts that the facts state, and runs
// written as tables of such verdicts, for the tests of the judge.

import type { StoredRun } from '../../../results/archive/stored-run.js';
import type { Fact } from '../../../results/facts/facts.js';
import type { Run, StrategyInfo } from '../../../results/facts/run-record.js';
import { linux, runOf } from '../../../results/testing/run-fixture.js';
import { covered } from '../../../results/verdicts/covered.js';
import type { CheckJudgement, Metric } from '../../../results/verdicts/finding.js';
import type { Judged, JudgedStrategy } from '../../../results/verdicts/judged.js';
import type { Scope, Verdict } from '../../../results/vocabulary/verdict.js';
import type { Check, Criterion, Scenario } from '../../../scenarios/scenario.js';
import { type Catalogue, judgeRun } from '../judge-run.js';

type Said = Verdict | 'throws';

function check(id: string): Check {
  return {
    id,
    title: id,
    explanation: id,
    judge: (facts): CheckJudgement => {
      const said = sayingOf(facts, id);
      if (said.verdict === 'throws') throw new Error('boom');
      return {
        verdict: said.verdict,
        summary: `${id} says ${said.verdict}`,
        coverage: covered(10, 'trials'),
        evidence:
          said.verdict === 'fail' ? [{ anomaly: 'broken', description: 'Broken.', witness: ['a', 'b'] }] : [],
        metrics: said.metrics,
      };
    },
  };
}

function sayingOf(facts: readonly Fact[], id: string): { verdict: Said; metrics: Metric[] } {
  const steps = facts.flatMap((fact) => (fact.kind === 'session' ? fact.steps : []));
  const step = steps.find(({ label }) => label === id);
  const said = step?.action === 'observe' ? step.observed : { verdict: 'unknown', metrics: [] };
  return said as { verdict: Said; metrics: Metric[] };
}

function scenario(id: string, scopes: Scope[], checks: string[], canaries: Scenario['canaries']): Scenario {
  return {
    id,
    title: id,
    explanation: id,
    scopes,
    lane: 'contention',
    durationMs: { quick: 1000, standard: 1000, soak: 1000 },
    needs: ['session'],
    canaries,
    checks: checks.map(check),
    run: () => Promise.resolve([]),
  };
}

function criterion(id: string, provenBy: string[], requiredBy: Criterion['requiredBy']): Criterion {
  return { id, group: 'criteria', title: id, m03: null, requiredBy, provenBy };
}

export const catalogue: Catalogue = {
  scenarios: [
    scenario('solo', ['single'], ['whole', 'tidy'], [{ strategy: 'torn', by: ['whole'] }]),
    scenario(
      'crowd',
      ['threads', 'processes'],
      ['no-loss', 'tidy'],
      [
        { strategy: 'racy', by: ['no-loss'] },
        { strategy: 'native', by: ['no-loss'], scopes: ['processes'] },
      ],
    ),
    scenario('latency', ['single'], ['cost-measured'], [{ strategy: 'torn', by: ['cost-measured'] }]),
  ],
  criteria: [
    criterion('no-corruption', ['solo/whole', 'crowd/no-loss'], ['m03', 'strict']),
    criterion('clean', ['*/tidy'], ['m03', 'strict']),
    criterion('cost', ['latency/cost-measured'], ['strict']),
    criterion('power-loss', [], []),
  ],
};

/** What the checks of one case say; checks that are left out pass. */
export type CaseScript = Record<string, Said>;

export interface ScriptedStrategy {
  role?: StrategyInfo['role'];
  selected?: boolean;
  unavailable?: boolean;
  claims?: StrategyInfo['claims'];
  /** Median latency ÷ classical floor. */
  ratio?: number;
  /** `scenario/scope` → what its checks say, or why there is no such case. */
  cases?: Record<string, CaseScript | 'faulted' | 'not-run' | 'not-planned'>;
}

const EVERY_CASE = ['solo/single', 'crowd/threads', 'crowd/processes', 'latency/single'] as const;
const CANARIES: Record<string, ScriptedStrategy> = {
  torn: {
    role: 'canary',
    selected: false,
    cases: {
      'solo/single': { whole: 'fail' },
      'latency/single': { 'cost-measured': 'fail' },
      'crowd/threads': 'not-planned',
      'crowd/processes': 'not-planned',
    },
  },
  racy: {
    role: 'canary',
    selected: false,
    cases: {
      'crowd/threads': { 'no-loss': 'fail' },
      'crowd/processes': { 'no-loss': 'fail' },
      'solo/single': 'not-planned',
      'latency/single': 'not-planned',
    },
  },
  native: { role: 'canary', selected: false, unavailable: true },
};

/**
 * Canaries as they should be, unless `strategies` says otherwise of them. Cases that nobody mentions pass.
 */
export function scriptedRun(
  strategies: Record<string, ScriptedStrategy>,
  changes: Partial<Omit<Run, 'config'>> & { required?: string[] } = {},
): StoredRun {
  const all = Object.entries({ ...CANARIES, ...strategies });
  const planned: Run['planned'] = [];
  const cases: StoredRun['cases'] = [];
  for (const [id, strategy] of all) {
    if (strategy.unavailable === true) continue;
    for (const name of EVERY_CASE) {
      const script = strategy.cases?.[name] ?? {};
      const [scenarioId = '', scope = 'single'] = name.split('/') as [string, Scope];
      if (script === 'not-planned') continue;
      planned.push({ strategy: id, scenario: scenarioId, scope });
      if (script === 'not-run') continue;
      cases.push({
        entry: {
          strategy: id,
          scenario: scenarioId,
          scope,
          file: `${id}-${scenarioId}-${scope}.jsonl`,
          state: script === 'faulted' ? { type: 'faulted', reason: 'no space' } : { type: 'done' },
          durationMs: 1,
        },
        facts: factsFor(scenarioId, script === 'faulted' ? {} : script, strategy.ratio),
      });
    }
  }
  const { required = [], ...rest } = changes;
  const { run } = runOf([], {
    platform: linux,
    strategies: all.map(([id, strategy]) => infoOf(id, strategy)),
    planned,
    cases: cases.map(({ entry }) => entry),
    ...rest,
  });
  return { run: { ...run, config: { ...run.config, required } }, cases };
}

function factsFor(scenarioId: string, script: CaseScript, ratio = 1): Fact[] {
  const checks = catalogue.scenarios.find(({ id }) => id === scenarioId)?.checks ?? [];
  const metrics: Metric[] = [{ name: 'ratio-to-classical-floor', value: ratio, unit: '×' }];
  return [
    {
      kind: 'session',
      steps: checks.map(({ id }) => ({
        action: 'observe',
        label: id,
        observed: { verdict: script[id] ?? 'pass', metrics: id === 'cost-measured' ? metrics : [] },
      })),
    },
  ];
}

function infoOf(
  id: string,
  { role = 'candidate', selected = true, unavailable, claims = {} }: ScriptedStrategy,
): StrategyInfo {
  const availability =
    unavailable === true
      ? ({ available: false, reason: 'its addon is missing', remedy: 'Install it.' } as const)
      : ({ available: true } as const);
  return { id, title: id, role, claims, selected, availability };
}

export function judge(
  strategies: Record<string, ScriptedStrategy>,
  changes: Parameters<typeof scriptedRun>[1] = {},
): Judged {
  return judgeRun(scriptedRun(strategies, changes), catalogue, 'm03');
}

export function strategyIn(judged: Judged, id: string): JudgedStrategy {
  const found = judged.strategies.find((strategy) => strategy.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

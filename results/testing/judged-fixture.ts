// A judged run, built by hand, small enough to read and with one of everything a report has to tell: a GO, a
// PARTIAL, a NO-GO with its witness, a strategy whose parts are missing, a canary caught and one missed.

import type { StrategyInfo } from '../facts/run-record.js';
import type { Evidence, Finding, Metric } from '../verdicts/finding.js';
import type { CriterionInfo, CriterionVerdict, Judged, JudgedStrategy } from '../verdicts/judged.js';
import type { Decision, Scope, Verdict } from '../vocabulary/verdict.js';
import { lostRename, survivor } from './durability-fixture.js';
import { interleavingsFact, m03Searches, searchOf } from './interleaving-search-fixture.js';
import { linux } from './run-fixture.js';

export const criteriaInfo: CriterionInfo[] = [
  criterion('no-corruption', 'criteria', 'No data corruption under any scenario', 'PASS'),
  criterion('race-free', 'criteria', 'Locks prevent race conditions', 'PASS'),
  criterion('basic-write', 'validation', 'Basic atomic write', 'PASS'),
  criterion('stress', 'validation', 'Rapid successive writes', '832 ms for 100 writes'),
  criterion('process-crash', 'edge-cases', 'Process crash during a write', 'Partial write to .tmp'),
  {
    ...criterion('weakest', 'strict', 'Power loss, weakest model', null),
    requiredBy: ['strict'],
    judged: false,
  },
];

function criterion(
  id: string,
  group: CriterionInfo['group'],
  title: string,
  m03: string | null,
): CriterionInfo {
  return { id, group, title, m03, requiredBy: ['m03', 'strict'], judged: true };
}

/** Verdicts of every criterion in one scope, all `pass` but for those named. */
export function verdictsOf(
  scope: Scope,
  others: Record<string, [verdict: Verdict, note: string]> = {},
): CriterionVerdict[] {
  return criteriaInfo.map(({ id, judged }) => {
    const [verdict, note]: [Verdict, string] =
      others[id] ?? (judged ? ['pass', '0 anomalies in 1,000 writes'] : ['unknown', 'not judged yet']);
    return { id, scope, verdict, required: judged, note };
  });
}

export const lostUpdate: Evidence = {
  anomaly: 'lost-update',
  description: 'Two acknowledged writes produced rev 7; one of them is gone.',
  witness: [
    '0.412 ms  writer 3  write(expected 6) → ok, rev 7',
    '0.498 ms  writer 1  write(expected 6) → ok, rev 7',
    '0.733 ms  final     read → rev 7 by writer 1',
  ],
};

export function finding(
  scenario: string,
  scope: Scope,
  check: string,
  verdict: Verdict,
  rest: { summary?: string; evidence?: Evidence[]; metrics?: Metric[] } = {},
): Finding {
  return {
    scenario,
    scope,
    check,
    verdict,
    summary: rest.summary ?? '0 anomalies in 1,000 writes',
    coverage: { n: 1000, unit: 'writes', failureRateBelow: verdict === 'pass' ? 0.003 : null },
    evidence: rest.evidence ?? [],
    metrics: rest.metrics ?? [],
  };
}

/** What the latency and stress scenarios measured: a ratio with its interval, and milliseconds per write. */
export function costFindings(ratio: number, low: number, high: number, perWriteMs: number): Finding[] {
  const ratios = (['classical', 'raw'] as const).flatMap((floor) => {
    const scale = floor === 'raw' ? 3 : 1;
    const name = `ratio-to-${floor}-floor`;
    return [
      { name, value: ratio * scale, unit: '×' },
      { name: `${name}-low`, value: low * scale, unit: '×' },
      { name: `${name}-high`, value: high * scale, unit: '×' },
    ];
  });
  const latencies = [
    { name: 'latency-median', value: perWriteMs, unit: 'ms' },
    { name: 'latency-p90', value: perWriteMs * 1.5, unit: 'ms' },
    { name: 'latency-p99', value: perWriteMs * 2, unit: 'ms' },
  ];
  const metrics = [...latencies, ...ratios];
  return [
    finding('latency', 'single', 'cost-measured', 'pass', { summary: '600 samples', metrics }),
    finding('stress-100', 'single', 'cost', 'pass', {
      summary: '100 writes measured',
      metrics: [
        { name: 'total', value: perWriteMs * 100, unit: 'ms' },
        { name: 'per-write', value: perWriteMs, unit: 'ms' },
      ],
    }),
  ];
}

export function strategy(
  id: string,
  threads: Decision,
  processes: Decision,
  rest: Partial<JudgedStrategy> = {},
): JudgedStrategy {
  const decision = overall(threads, processes);
  const single = threads === 'GO' || processes === 'GO' ? 'GO' : threads;
  return {
    id,
    title: `The ${id} strategy`,
    role: 'candidate',
    claims: { threads: true, processes: true },
    selected: true,
    availability: { available: true },
    decision,
    reason: `${id} is ${decision}`,
    scopes: {
      single: { decision: single, reason: `${single} for one writer` },
      threads: { decision: threads, reason: `${threads} in threads` },
      processes: { decision: processes, reason: `${processes} in processes` },
    },
    policies: { m03: decision, strict: decision === 'GO' ? 'INCONCLUSIVE' : decision },
    flips: { m03: null, strict: null },
    criteria: [...verdictsOf('threads'), ...verdictsOf('processes')],
    findings: [],
    durability: null,
    crashEvidence: null,
    interleavings: [],
    nemesis: [],
    ...rest,
  };
}

function overall(threads: Decision, processes: Decision): Decision {
  if (threads === processes) return threads;
  const both = [threads, processes];
  if (both.includes('GO') && both.includes('NO-GO')) return 'PARTIAL';
  return both.includes('NO-GO') ? 'NO-GO' : 'INCONCLUSIVE';
}

const raced: [Verdict, string] = ['fail', 'lost-update: 8 of 1,000 acknowledged updates are gone'];

const missing: StrategyInfo['availability'] = {
  available: false,
  reason: 'fs-native-extensions is not installed',
  remedy: 'npm install fs-native-extensions',
};

function strategies(): JudgedStrategy[] {
  const raceIn = (scenario: string, scope: Scope) =>
    finding(scenario, scope, 'no-lost-update', 'fail', {
      summary: '8 of 1,000 acknowledged updates are gone',
      evidence: [lostUpdate],
    });
  return [
    strategy('m03', 'NO-GO', 'NO-GO', {
      role: 'baseline',
      reason: 'Locks prevent race conditions: 8 of 1,000 acknowledged updates are gone',
      criteria: [
        ...verdictsOf('threads', { 'race-free': raced }),
        ...verdictsOf('processes', { 'race-free': raced }),
      ],
      ...lostRename,
      interleavings: m03Searches,
      findings: [
        ...costFindings(1.1, 1.0, 1.2, 1),
        raceIn('concurrent-threads', 'threads'),
        raceIn('concurrent-processes', 'processes'),
      ],
    }),
    strategy('flock', 'GO', 'GO', {
      reason: 'Every criterion holds in threads and processes',
      findings: costFindings(1.52, 1.47, 1.58, 1.1),
      ...survivor,
      interleavings: (['threads', 'processes'] as const).map((scope) =>
        searchOf('flock', interleavingsFact([], { scope })),
      ),
    }),
    strategy('fcntl', 'NO-GO', 'GO', {
      reason: 'GO for processes only: 8 of 1,000 acknowledged updates are gone in threads',
      criteria: [...verdictsOf('threads', { 'race-free': raced }), ...verdictsOf('processes')],
      findings: [...costFindings(1.6, 1.5, 1.7, 1.2), raceIn('concurrent-threads', 'threads')],
    }),
    strategy('ofd', 'N/A', 'N/A', {
      reason: 'fs-native-extensions is not installed',
      availability: missing,
      criteria: [],
    }),
    strategy('no-lock', 'NO-GO', 'NO-GO', { role: 'canary', selected: false }),
  ];
}

/** A NO-GO baseline, a GO, a PARTIAL and an N/A; the run is GO. `changes` replace fields of the whole. */
export function judgedRun(changes: Partial<Judged> = {}): Judged {
  const scenarios: [id: string, title: string, scope: Scope, durationMs: number][] = [
    ['round-trip', 'Basic atomic write', 'single', 120],
    ['stress-100', 'A hundred writes', 'single', 900],
    ['concurrent-threads', 'Writers in threads', 'threads', 2400],
    ['concurrent-processes', 'Writers in processes', 'processes', 5100],
    ['latency', 'Latency', 'single', 3300],
  ];
  return {
    schemaVersion: 1,
    runId: '20260102-030405-7',
    holdfast: '0.1.0',
    startedAt: '2026-01-02T03:04:05.000Z',
    finishedAt: '2026-01-02T03:04:46.500Z',
    status: 'finished',
    platform: structuredClone(linux),
    config: {
      profile: 'quick',
      seed: 7,
      policy: 'm03',
      dir: '/data/.holdfast',
      strategies: ['m03', 'flock', 'fcntl', 'ofd'],
      scenarios: scenarios.map(([id]) => id),
      required: [],
      maxTimeMs: null,
      recorder: 'node',
    },
    policy: 'm03',
    decision: 'GO',
    reason: '1 of 2 available candidates is GO in threads and processes.',
    exitCode: 0,
    recommended: 'flock',
    criteria: structuredClone(criteriaInfo),
    scenarios: scenarios.map(([id, title, scope]) => ({ id, title, scopes: [scope] })),
    strategies: strategies(),
    canaries: [
      {
        id: 'no-lock',
        scenario: 'concurrent-threads',
        scope: 'threads',
        caught: true,
        by: 'no-lost-update: lost-update',
      },
      {
        id: 'no-lock',
        scenario: 'concurrent-processes',
        scope: 'processes',
        caught: true,
        by: 'no-lost-update: lost-update',
      },
    ],
    cases: scenarios.map(([scenario, , scope, durationMs]) => ({
      strategy: 'flock',
      scenario,
      scope,
      file: `flock.${scenario}.${scope}.jsonl`,
      state: { type: 'done' },
      durationMs,
    })),
    warnings: [],
    ...changes,
  };
}

// A judged run in which every text that a strategy, its errors or its platform can supply has been replaced by
// one and the same hostile text. Closed words (verdicts, scopes, roles) and dates stay.
import type { Judged } from '../../results/verdicts/judged.js';

const closed = new Set([
  'verdict',
  'scope',
  'scopes',
  'role',
  'decision',
  'm03',
  'strict',
  'policy',
  'profile',
  'recorder',
  'status',
  'group',
  'type',
  'requiredBy',
  'startedAt',
  'finishedAt',
  'check',
  'metrics',
  'scenario',
  'variant',
  'variants',
  'model',
  'kind',
  'class',
  'search',
  'movedToAcknowledgement',
]);

/** Equal strings stay equal, so ids still refer to each other. */
export function hostileRun(judged: Judged, text: string): Judged {
  const taint = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return closed.has(key) ? value : `${text}${value}${text}`;
    if (Array.isArray(value)) return closed.has(key) ? value : value.map((one) => taint(one, key));
    // Nothing in a durability is free text.
    if (typeof value !== 'object' || value === null || key === 'durability') return value;
    const entries = Object.entries(value).map(([name, one]) => [name, taint(one, name)]);
    return Object.fromEntries(entries);
  };
  const tainted: Judged = JSON.parse(JSON.stringify(taint(judged, '')));
  // Findings name scenarios and checks by id: taint those that only reports read.
  for (const { findings } of tainted.strategies) {
    for (const finding of findings) {
      if (finding.verdict === 'fail') {
        finding.check += text;
        finding.scenario += text;
      }
    }
  }
  return tainted;
}

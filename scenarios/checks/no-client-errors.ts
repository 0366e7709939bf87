// Contention shows itself as CONFLICT or LOCKED and as nothing else: a client that gets ENOENT because a
// neighbour renamed its temporary file has met a race.
import type { Evidence, Judgement } from '../../results/finding.js';
import { covered } from '../../results/finding.js';
import type { HistoryOp } from '../../results/history.js';
import type { Check } from '../scenario.js';
import { historiesOf, whyVacuous } from './histories.js';

export const noClientErrors: Check = {
  id: 'no-client-errors',
  title: 'Contention surfaces as CONFLICT or LOCKED only',
  explanation:
    'Collects every other error that reads and writes were rejected with under contention, by code. The plug-in ' +
    'contract allows other codes for real failures; here nothing fails but the neighbours.',
  judge(facts): Judgement {
    const histories = historiesOf(facts);
    const ops = histories.flatMap((history) => history.ops);
    const byCode = new Map<string, HistoryOp[]>();
    for (const op of ops) {
      const code = errorCode(op);
      if (code !== null) byCode.set(code, [...(byCode.get(code) ?? []), op]);
    }
    const evidence = [...byCode].map(([code, errors]): Evidence => ({
      anomaly: 'client-error',
      description: `${errors.length} of ${ops.length} calls failed with ${code}`,
      witness: errors.slice(0, 2).map(describe),
    }));
    const coverage = covered(ops.length, 'operations');
    const [first] = evidence;
    if (first !== undefined) {
      return { verdict: 'fail', summary: first.description, coverage: { ...coverage, failureRateBelow: null }, evidence, metrics: [] };
    }
    const vacuous = whyVacuous(histories);
    if (vacuous !== null) {
      return { verdict: 'unknown', summary: `nothing can be said: ${vacuous}`, coverage, evidence: [], metrics: [] };
    }
    const summary = `${ops.length} calls, no error but CONFLICT and LOCKED`;
    return { verdict: 'pass', summary, coverage, evidence: [], metrics: [] };
  },
};

function errorCode(op: HistoryOp): string | null {
  if (op.kind === 'read') return op.outcome.type === 'fail' ? op.outcome.code : null;
  // An info without a code never returned: a kill or a hang, which other checks look at.
  return op.outcome.type === 'info' ? op.outcome.code : null;
}

function describe(op: HistoryOp): string {
  const { outcome } = op;
  const message = 'message' in outcome ? outcome.message : '';
  return `actor ${op.actor} ${op.kind} → ${errorCode(op)}: ${message}`;
}

// Under contention a client gets CONFLICT and LOCKED and no other error: no ENOENT from a file that was
// renamed away, no EEXIST, no error without a code. From the recorded histories, grouped by code. Errors that
// a strategy swallows are not seen.
import type { Evidence } from '../../results/verdicts/finding.js';
import type { HistoryFact, HistoryOp } from '../../results/vocabulary/history.js';
import type { Check } from '../scenario.js';
import { survey, vacuity } from './contention-survey.js';
import { witnessLines } from './history/witness-lines.js';
import { count, failed, passed, undecided } from './judgement.js';

const EXPECTED = new Set(['CONFLICT', 'LOCKED']);

export const noClientErrors: Check = {
  id: 'no-client-errors',
  title: 'Clients meet no error but CONFLICT and LOCKED',
  explanation:
    'Fails when a read or a write under contention threw anything but CONFLICT or LOCKED: the neighbours of a ' +
    'client are ordinary, not a reason for it to fail. Errors are grouped by their code, with the first of each as ' +
    'proof. Operations that never returned are judged by `completes`.',
  judge(facts) {
    const seen = survey(facts);
    const looked = { n: seen.operations, unit: 'operations' };
    const byCode = errorsByCode(seen.histories);
    if (byCode.size > 0) {
      const counts = [...byCode].map(
        ([code, errors]) => `${errors.length.toLocaleString('en-US')} × ${code}`,
      );
      const summary = `${counts.join(', ')} in ${count(seen.operations, 'operation')}`;
      return failed(summary, looked, [...byCode].flatMap(evidenceOf));
    }
    const reason = vacuity(seen);
    if (reason !== null) return undecided(reason, looked);
    return passed(`${count(seen.operations, 'operation')} met no error but CONFLICT and LOCKED`, looked);
  },
};

interface ClientError {
  op: HistoryOp;
  fact: HistoryFact;
}

function errorsByCode(histories: readonly HistoryFact[]): Map<string, ClientError[]> {
  const byCode = new Map<string, ClientError[]>();
  for (const fact of histories) {
    for (const op of fact.ops) {
      const code = 'code' in op.outcome ? op.outcome.code : null;
      if (code === null || EXPECTED.has(code)) continue;
      const known = byCode.get(code) ?? [];
      byCode.set(code, known);
      known.push({ op, fact });
    }
  }
  return byCode;
}

function evidenceOf([code, errors]: [string, ClientError[]]): Evidence[] {
  const [first] = errors;
  if (first === undefined) return [];
  const { op, fact } = first;
  const source = op.kind === 'read' ? ({ type: 'read', op } as const) : ({ type: 'write', op } as const);
  return [
    {
      anomaly: 'client-error',
      description: `${count(errors.length, 'operation')} failed with ${code}.`,
      witness: witnessLines([source], fact.actors),
    },
  ];
}

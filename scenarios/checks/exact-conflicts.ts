// CONFLICT and LOCKED tell the truth: the write did not happen, and a conflict was one.
import type { Evidence } from '../../results/finding.js';
import type { Check } from '../scenario.js';
import { historiesOf, judgeAnomalies, writesOf } from './histories.js';

export const exactConflicts: Check = {
  id: 'exact-conflicts',
  title: 'Conflicts are real, and rejected writes did not happen',
  explanation:
    'A write rejected with CONFLICT or LOCKED must not be seen by anybody; a CONFLICT is false when the expected ' +
    'rev was current during the whole call; and its message must name the expected rev and another one found.',
  judge: (facts) =>
    judgeAnomalies(facts, ['false-conflict', 'committed-but-errored'], {
      passed: 'every rejection was true',
      more: wrongMessages(facts),
    }),
};

const MESSAGE = /^Conflict detected: expected rev (\d+), found (\d+)$/;

function wrongMessages(facts: Parameters<Check['judge']>[0]): Evidence[] {
  const wrong = writesOf(historiesOf(facts)).flatMap(({ outcome, expectedRev, actor }) => {
    if (outcome.type !== 'fail' || outcome.code !== 'CONFLICT') return [];
    const match = MESSAGE.exec(outcome.message);
    const fits = match !== null && Number(match[1]) === expectedRev && Number(match[2]) !== expectedRev;
    return fits ? [] : [`actor ${actor} wrote expecting rev ${expectedRev} → CONFLICT: ${outcome.message}`];
  });
  if (wrong.length === 0) return [];
  const description = `${wrong.length} conflicts do not say which rev was expected and which was found`;
  return [{ anomaly: 'wrong-conflict-message', description, witness: wrong.slice(0, 3) }];
}

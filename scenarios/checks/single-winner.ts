// Of several writers that write once against the same rev, exactly one is acknowledged, and the others get
// CONFLICT or LOCKED. Each history is one round. It can't see races that need two writes of one client.
import type { Evidence } from '../../results/verdicts/finding.js';
import type { HistoryFact, WriteOp } from '../../results/vocabulary/history.js';
import type { Check } from '../scenario.js';
import { survey, vacuity } from './contention-survey.js';
import { witnessLines } from './history/witness-lines.js';
import { count, failed, passed, undecided } from './judgement.js';

const PROOFS_MAX = 3;

export const oneWinner: Check = {
  id: 'one-winner',
  title: 'Exactly one of the writers wins',
  explanation:
    'Fails on a round with more than one acknowledged write (several-winners), on one where everybody was refused ' +
    'although nobody held the document (no-winner), and on one whose winner is not the document in the end ' +
    '(winner-lost). A round in which a write ended neither acknowledged nor refused decides nothing. M0.3: "1/10 ' +
    'writes succeeded (others blocked by lock)".',
  judge(facts) {
    const seen = survey(facts);
    const rounds = seen.histories.map(judgeRound);
    const looked = { n: rounds.length, unit: 'rounds' };
    const evidence = rounds.flatMap((round) => (round.type === 'broken' ? [round.evidence] : []));
    if (evidence.length > 0) {
      const names = [...new Set(evidence.map(({ anomaly }) => anomaly))].join(', ');
      const summary = `${names} in ${evidence.length} of ${count(rounds.length, 'round')}`;
      return failed(summary, looked, evidence.slice(0, PROOFS_MAX));
    }
    const open = rounds.find((round) => round.type === 'open');
    const reason = vacuity(seen) ?? (open?.type === 'open' ? open.reason : null);
    if (reason !== null) return undecided(reason, looked);
    return passed(`Exactly one write was acknowledged in each of ${count(rounds.length, 'round')}`, looked);
  },
};

type RoundResult =
  | { type: 'one-winner' }
  | { type: 'broken'; evidence: Evidence }
  | { type: 'open'; reason: string };

function judgeRound(fact: HistoryFact): RoundResult {
  const writes = fact.ops.filter((op): op is WriteOp => op.kind === 'write');
  const winners = writes.filter(({ outcome }) => outcome.type === 'ok');
  const uncertain = writes.filter(({ outcome }) => outcome.type === 'info');
  const broken = (anomaly: string, description: string, ops: readonly WriteOp[]): RoundResult => {
    const proof = ops.slice(0, 2).map((op) => ({ type: 'write', op }) as const);
    const witness = witnessLines([...proof, { type: 'final', outcome: fact.final }], fact.actors);
    return { type: 'broken', evidence: { anomaly, description, witness } };
  };
  if (winners.length > 1) {
    const description = `${winners.length} of ${count(writes.length, 'write')} against the same rev were acknowledged.`;
    return broken('several-winners', description, winners);
  }
  if (writes.length < 2) return { type: 'open', reason: 'A round had fewer than two writes' };
  if (uncertain.length > 0) {
    return { type: 'open', reason: 'A write of a round was neither acknowledged nor refused' };
  }
  const [winner] = winners;
  if (winner === undefined) {
    return broken('no-winner', `All of ${count(writes.length, 'write')} were refused.`, writes);
  }
  if (fact.final.type === 'ok' && fact.final.observed?.token !== winner.token) {
    return broken('winner-lost', 'The only acknowledged write is not the document in the end.', winners);
  }
  return { type: 'one-winner' };
}

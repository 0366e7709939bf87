// Of several writes against the same rev exactly one is acknowledged, in every round.
import { covered, type Evidence, type Judgement } from '../../results/finding.js';
import type { HistoryFact } from '../../results/history.js';
import type { Check } from '../scenario.js';
import { acknowledged, historiesOf, overlaps, writesOf } from './histories.js';

export const oneWinner: Check = {
  id: 'one-winner',
  title: 'Exactly one of ten simultaneous writes wins',
  explanation:
    'All writers compare-and-swap against the same rev at once. Two acknowledged writes mean that one of them is ' +
    'lost; none means that the lock blocked everybody. Everyone else must get LOCKED or CONFLICT. M0.3: "1/10 ' +
    'writes succeeded (others blocked by lock)".',
  judge(facts): Judgement {
    const rounds = historiesOf(facts);
    const evidence = rounds.flatMap(judgeRound);
    const coverage = covered(rounds.length, 'rounds');
    const [first] = evidence;
    if (first !== undefined) {
      const summary = `${evidence.length} of ${rounds.length} rounds: ${first.description}`;
      return { verdict: 'fail', summary, coverage: { ...coverage, failureRateBelow: null }, evidence: evidence.slice(0, 3), metrics: [] };
    }
    const writers = rounds[0] === undefined ? 0 : writesOf([rounds[0]]).length;
    if (writers < 2 || overlaps(rounds) === 0) {
      return { verdict: 'unknown', summary: 'nothing can be said: no two writes met', coverage, evidence: [], metrics: [] };
    }
    const summary = `one of ${writers} writers won in each of ${rounds.length} rounds`;
    return { verdict: 'pass', summary, coverage, evidence: [], metrics: [] };
  },
};

function judgeRound(round: HistoryFact): Evidence[] {
  const winners = acknowledged([round]);
  const writes = writesOf([round]);
  if (writes.length === 0 || winners.length === 1) return [];
  const lines = (winners.length > 0 ? winners.slice(0, 2) : writes.slice(0, 3)).map(
    ({ actor, expectedRev, token, outcome }) =>
      `actor ${actor} write rev ${expectedRev}→${outcome.type === 'ok' ? `${outcome.rev} ok` : outcome.message} (token ${token})`,
  );
  if (winners.length === 0) {
    return [{ anomaly: 'no-winner', description: `none of ${writes.length} writers was acknowledged`, witness: lines }];
  }
  const description = `${winners.length} of ${writes.length} writes against the same rev were acknowledged`;
  return [{ anomaly: 'lost-update', description, witness: lines }];
}

// The strategy lived through the scenario: no crash, no exit, no hang, no exception out of a timer.
import type { DeathFact } from '../../results/death.js';
import { factsOf } from '../../results/facts.js';
import { covered, type Judgement } from '../../results/finding.js';
import type { Check } from '../scenario.js';

export const completes: Check = {
  id: 'completes',
  title: 'Lives through the scenario',
  explanation:
    'Fails when strategy code crashed, called process.exit, let an exception escape from a timer, or did not return ' +
    'within its deadline (10 s beyond its lock timeout). Every call is marked on disk, so a death is attributed also ' +
    'when the process aborted natively; a death outside strategy code is the fault of the harness and unknown.',
  judge(facts): Judgement {
    const deaths = factsOf(facts, 'death');
    const guilty = deaths.filter(({ inside, how }) => inside !== 'outside' || how.type === 'uncaught');
    const coverage = covered(facts.length - deaths.length, 'records');
    const [first] = guilty;
    if (first !== undefined) {
      const evidence = guilty.slice(0, 3).map((death) => ({
        anomaly: anomalyOf(death),
        description: describe(death),
        witness: [describe(death)],
      }));
      return { verdict: 'fail', summary: describe(first), coverage: { ...coverage, failureRateBelow: null }, evidence, metrics: [] };
    }
    const unknown = (summary: string): Judgement => ({ verdict: 'unknown', summary, coverage, evidence: [], metrics: [] });
    const [stray] = deaths;
    if (stray !== undefined) return unknown(`ended outside strategy code: ${describe(stray)}`);
    if (facts.length === 0) return unknown('nothing was recorded');
    return { verdict: 'pass', summary: 'no crash, no hang', coverage, evidence: [], metrics: [] };
  },
};

function anomalyOf({ how }: DeathFact): string {
  return how.type === 'hang' ? 'hang' : how.type === 'uncaught' ? 'uncaught-exception' : 'crash';
}

function describe({ how, inside, actor }: DeathFact): string {
  const who = actor === null ? 'the client' : `actor ${actor}`;
  const where = inside === 'outside' ? 'between calls' : `in ${inside}`;
  switch (how.type) {
    case 'signal':
      return `${who} died of ${how.signal} ${where}`;
    case 'exit':
      return `${who} ended its process with exit code ${how.exitCode} ${where}`;
    case 'hang':
      return `${who} had not returned ${where} after ${how.afterMs / 1000} s`;
    case 'uncaught':
      return `${who} threw ${where}: ${how.message}`;
    default:
      return how satisfies never;
  }
}

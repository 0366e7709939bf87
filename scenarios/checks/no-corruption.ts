// Every document that anybody read is, digest included, one that somebody wrote, and it never goes missing.
import type { Check } from '../scenario.js';
import { historiesOf, judgeAnomalies } from './histories.js';

export const noCorruption: Check = {
  id: 'no-corruption',
  title: 'No torn, foreign or missing document',
  explanation:
    'Every read, the final one included, must return the document of one attempt with its token and a digest that ' +
    'fits the tasks. A document that can not be parsed, mixes two attempts, or is missing after it existed is torn. ' +
    'Many torn documents still parse, which is why the digest, not the parser, decides.',
  judge: (facts) => judgeAnomalies(facts, ['torn-read', 'phantom'], { passed: 'no torn document', more: unreadable(facts) }),
};

function unreadable(facts: Parameters<Check['judge']>[0]) {
  return historiesOf(facts).flatMap(({ final }) =>
    final.type === 'fail'
      ? [
          {
            anomaly: 'unreadable-document',
            description: `the final document can't be read: ${final.code}`,
            witness: [`final read → ${final.code}: ${final.message}`],
          },
        ]
      : [],
  );
}

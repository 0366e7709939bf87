// A program that has closed its store and has nothing else to do ends by itself: no timer, lock or watcher of
// the strategy keeps it alive.
import { programEndSchema } from '../../results/vocabulary/program-end.js';
import type { Check } from '../scenario.js';
import { judgeExpectations, observations } from './session-steps.js';

export const programEnds: Check = {
  id: 'program-ends',
  title: 'After close() the program ends by itself',
  explanation:
    'A process of its own opens a store, writes, reads and closes it, and does nothing more. It must end by itself ' +
    'within 3 s of its own running time: an interval or a watcher that outlives the store keeps every program alive ' +
    'that uses it once.',
  judge: (facts) =>
    judgeExpectations(
      observations(facts, 'program').map(({ observed }) => {
        const end = programEndSchema.parse(observed);
        const kept = end.type === 'stays' ? end.keptBy.join(', ') || 'something that Node does not name' : '';
        return {
          anomaly: 'kept-alive',
          description:
            end.type === 'stays'
              ? `a program that had closed its store was still there after ${end.afterMs} ms, kept alive by ${kept}`
              : `a program that used the store once ${end.type === 'ended' ? 'ended' : `did not come to its end: ${end.reason}`}`,
          met: end.type === 'failed' ? null : end.type === 'ended',
          witness: kept === '' ? [] : [`alive: ${kept}`],
        };
      }),
      'programs',
      'a program that had closed its store ended by itself',
    ),
};

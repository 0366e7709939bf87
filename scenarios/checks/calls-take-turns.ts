// Calls of one store at once are as good as one after another: each acknowledged write has a rev of its own,
// the last is what is in the file, and of those that expect the same rev exactly one is acknowledged.
import type { Fact } from '../../results/facts/facts.js';
import { factsOf } from '../../results/facts/facts-of.js';
import type { SessionStep } from '../../results/facts/session-fact.js';
import type { TaskFile } from '../../strategies/strategy.js';
import type { Check } from '../scenario.js';
import {
  type Call,
  describeCall,
  inputOf,
  judgeExpectations,
  type StepExpectation,
} from './session-steps.js';

export const callsTakeTurns: Check = {
  id: 'calls-take-turns',
  title: 'Calls of one store take turns',
  explanation:
    'Five writes are started on one store without waiting. Those that are acknowledged must have got the revs that ' +
    'follow each other, a fresh client must then read the document of the highest, and of five that expect the same ' +
    'rev exactly one may be acknowledged. Others may be refused. A lock that the same process can take twice fails.',
  judge: (facts: readonly Fact[]) =>
    judgeExpectations(
      factsOf(facts, 'session').flatMap(({ steps }) => ofSession(steps)),
      'expectations',
      'writes that were started at once took turns',
    ),
};

function ofSession(steps: readonly SessionStep[]): StepExpectation[] {
  const calls = steps.filter(
    (step): step is Call => step.action === 'write' && step.label.startsWith('at once '),
  );
  const [first] = calls;
  if (first === undefined) return [];
  const read = steps.find((step): step is Call => step.action === 'read' && step.label === 'read after');
  const before = steps.find((step): step is Call => step.action === 'write' && step.label === 'first');
  const acked = calls
    .filter(({ outcome }) => outcome.type === 'ok')
    .sort((one, other) => revOf(one) - revOf(other));
  const witness = [...calls.map(describeCall), ...(read === undefined ? [] : [describeCall(read)])];
  const base = before === undefined ? Number.NaN : revOf(before);
  const { expectedRev } = inputOf(first);
  const of =
    `of ${calls.length} writes at once ${expectedRev === null ? '' : `that expected rev ${expectedRev} `}`.trim();
  const inOrder = acked.every((call, index) => revOf(call) === base + index + 1);
  const last = acked.at(-1);
  const isThere = read?.outcome.type === 'ok' && last !== undefined && tokenIn(read) === tokenIn(last);
  return [
    { anomaly: 'no-winner', description: `${of} none was acknowledged`, met: acked.length > 0, witness },
    expectedRev === null
      ? {
          anomaly: 'lost-update',
          description: `${of} ${acked.length} were acknowledged as ${acked.map((call) => `rev ${revOf(call)}`).join(', ')}: each must have a rev of its own`,
          met: inOrder,
          witness,
        }
      : {
          anomaly: 'several-winners',
          description: `${of} ${acked.length} were acknowledged`,
          met: acked.length <= 1,
          witness,
        },
    {
      anomaly: 'winner-lost',
      description: `${of} the last that was acknowledged is not in the file`,
      met: last === undefined ? true : read === undefined ? null : isThere,
      witness,
    },
  ];
}

function revOf({ outcome }: Call): number {
  return outcome.type === 'ok'
    ? ((outcome.value as Partial<TaskFile> | null)?.rev ?? Number.NaN)
    : Number.NaN;
}

function tokenIn({ outcome }: Call): string | null {
  return outcome.type === 'ok'
    ? JSON.stringify((outcome.value as Partial<TaskFile> | null)?.holdfast ?? null)
    : null;
}

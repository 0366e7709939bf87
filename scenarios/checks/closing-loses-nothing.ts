// A write beside close(), or after it, is either made or refused, and nothing of it is in the way of the next
// client.
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

/** With these codes a write says that it surely did not happen. */
const SURELY_NOT: readonly (string | null)[] = ['CONFLICT', 'LOCKED', 'CLOSED'];

export const closingLosesNothing: Check = {
  id: 'closing-loses-nothing',
  title: 'A write beside or after close() is made or refused',
  explanation:
    'Calls close() while a write is under way, and write() after close(). A write that is acknowledged must be what a ' +
    'fresh client reads, one that is rejected with CLOSED, LOCKED or CONFLICT must not be; and the next client must ' +
    'be able to write. Which of the two a store chooses is up to it.',
  judge: (facts: readonly Fact[]) =>
    judgeExpectations(
      factsOf(facts, 'session').flatMap(({ steps }) => ofSession(steps)),
      'expectations',
      'writes beside and after close() were made or refused',
    ),
};

function ofSession(steps: readonly SessionStep[]): StepExpectation[] {
  const call = (label: string) =>
    steps.find((step): step is Call => step.action !== 'observe' && step.label === label);
  const write = call('write while closing');
  if (write === undefined) return [];
  const [read, next] = [call('read after closing'), call('write of the next client')];
  const witness = [write, read, next].flatMap((one) => (one === undefined ? [] : [describeCall(one)]));
  const isThere =
    read?.outcome.type === 'ok' &&
    JSON.stringify((read.outcome.value as Partial<TaskFile> | null)?.holdfast) ===
      JSON.stringify(inputOf(write).next.holdfast);
  const { outcome } = write;
  const isSurelyNot = outcome.type === 'error' && SURELY_NOT.includes(outcome.code);
  return [
    {
      anomaly: 'ack-before-commit',
      description: 'a write beside close() was acknowledged, and the next client does not read it',
      met: read === undefined ? null : outcome.type === 'error' || isThere,
      witness,
    },
    {
      anomaly: 'committed-but-errored',
      description: `a write beside close() was rejected as ${outcome.type === 'error' ? outcome.code : 'nothing'}, and is in the file`,
      met: read === undefined ? null : !(isSurelyNot && isThere),
      witness,
    },
    {
      anomaly: 'stuck-lock',
      description: 'after a write beside close() the next client can not write',
      met: next === undefined ? null : next.outcome.type === 'ok',
      witness,
    },
  ];
}

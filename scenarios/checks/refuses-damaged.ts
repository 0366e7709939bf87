// The strategy's own file, emptied or cut off as a full disk or a loss of power leaves it, is refused and left
// alone. Whoever takes it for a new document, or fills in defaults for what is missing, makes the loss
// permanent with the next write.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { factsOf } from '../../results/facts/facts-of.js';
import type { SessionStep } from '../../results/facts/session-fact.js';
import type { Check } from '../scenario.js';
import { inapplicable } from './judgement.js';
import { type Call, describeCall, judgeExpectations, type StepExpectation } from './session-steps.js';

const damagedSchema = z.object({ before: z.string(), after: z.string().nullable() });

export const refusesDamaged: Check = {
  id: 'refuses-damaged',
  title: 'Its own file, emptied or cut off, is refused and left alone',
  explanation:
    'Cuts the file of an acknowledged document at every line end and within, empties it, and fills it with blanks ' +
    'or NULs. Where a field of the contract is missing, read() and write() must reject, and the file must stay as it is. A ' +
    'strategy may instead read exactly the document that was acknowledged last. Cuts that leave a whole document are ' +
    'left out, since no reader can tell. Only for files that are YAML or JSON.',
  judge(facts) {
    const expectations = factsOf(facts, 'session').flatMap(({ steps }) => ofSession(steps));
    if (expectations.length === 0 && factsOf(facts, 'session').length > 0) {
      return inapplicable('the document is kept in no YAML or JSON file', { n: 0, unit: 'refusals' });
    }
    return judgeExpectations(expectations, 'refusals', 'every damaged file was refused and left alone');
  },
};

function ofSession(steps: readonly SessionStep[]): StepExpectation[] {
  return steps.flatMap((step) => {
    if (step.action !== 'observe' || !step.label.startsWith('damaged: ')) return [];
    const what = step.label.slice('damaged: '.length);
    const call = (action: Call['action']) =>
      steps.find((one): one is Call => one.action === action && one.label === `${action} ${what}`);
    return ofDamage(
      what,
      damagedSchema.parse(step.observed),
      call('read'),
      call('write'),
      lastAcknowledged(steps),
    );
  });
}

function ofDamage(
  what: string,
  { before, after }: z.infer<typeof damagedSchema>,
  read: Call | undefined,
  write: Call | undefined,
  acknowledged: unknown,
): StepExpectation[] {
  const witness = [
    `the file: ${JSON.stringify(before.slice(0, 120))}`,
    ...[read, write].flatMap((call) => (call === undefined ? [] : [describeCall(call)])),
  ];
  const isRestored = read?.outcome.type === 'ok' && isDeepStrictEqual(read.outcome.value, acknowledged);
  return [
    {
      anomaly: 'overwritten-broken',
      description: `its own file, ${what}, was written over`,
      met: isRestored || after === before,
      witness: [...witness, `the file after: ${JSON.stringify(after?.slice(0, 120) ?? null)}`],
    },
    {
      anomaly: 'accepted-broken',
      description: `its own file, ${what}, was read as a document`,
      met: read === undefined ? null : isRestored || read.outcome.type === 'error',
      witness,
    },
  ];
}

function lastAcknowledged(steps: readonly SessionStep[]): unknown {
  const whole = steps.find(
    (step): step is Call => step.action === 'write' && step.label === 'write whole document',
  );
  return whole?.outcome.type === 'ok' ? whole.outcome.value : undefined;
}

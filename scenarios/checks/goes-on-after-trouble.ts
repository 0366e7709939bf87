// What trouble with the file may and may not lead to, and that it ends when the file is as it was. Judged from
// the answers of two clients and the text of the file; what a strategy keeps in other files is not looked at.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { factsOf } from '../../results/facts/facts-of.js';
import type { SessionStep } from '../../results/facts/session-fact.js';
import type { TaskFile } from '../../strategies/strategy.js';
import type { Check } from '../scenario.js';
import { inapplicable } from './judgement.js';
import { type Call, describeCall, judgeExpectations, type StepExpectation } from './session-steps.js';

const troubleSchema = z.object({
  kind: z.string(),
  applies: z.boolean(),
  /** The file's text in trouble; null: it was removed. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});

export const goesOnAfterTrouble: Check = {
  id: 'goes-on-after-trouble',
  title: 'Destroys nothing in trouble, and goes on after it',
  explanation:
    'A spoiled file, or one of a newer version, must be as it was after two clients have tried to read and write it; ' +
    'no read may answer with an older document, and one that shows the last acknowledged document is a restoration that passes, ' +
    'as does what is written on top of it. ' +
    'When the file is mended, the same client must read it, and both clients must be acknowledged with the next revs. ' +
    'Only for files that are YAML or JSON.',
  judge(facts) {
    const expectations = factsOf(facts, 'session').flatMap(({ steps }) => ofSession(steps));
    const applies = factsOf(facts, 'session').some(({ steps }) =>
      steps.some(
        (step) =>
          step.action === 'observe' && step.label === 'trouble' && troubleSchema.parse(step.observed).applies,
      ),
    );
    if (!applies && factsOf(facts, 'session').length > 0 && expectations.length === 0) {
      return inapplicable('the document is kept in no YAML or JSON file', { n: 0, unit: 'expectations' });
    }
    return judgeExpectations(
      expectations,
      'expectations',
      'nothing was destroyed, and writes went on afterwards',
    );
  },
};

function ofSession(steps: readonly SessionStep[]): StepExpectation[] {
  const found = steps.find((step) => step.action === 'observe' && step.label === 'trouble');
  if (found?.action !== 'observe') return [];
  const { kind, applies, before, after } = troubleSchema.parse(found.observed);
  if (!applies) return [];
  const call = (label: string) =>
    steps.find((step): step is Call => step.action !== 'observe' && step.label === label);
  const last = call('write 3');
  const newest = last?.outcome.type === 'ok' ? last.outcome.value : undefined;
  const reads = ['read in trouble', 'read in trouble by another'].flatMap((label) => call(label) ?? []);
  const isRestored = reads.some(
    ({ outcome }) => outcome.type === 'ok' && isDeepStrictEqual(outcome.value, newest),
  );
  const written = call('write in trouble')?.outcome;
  // What was written on top of the newest is the newest.
  const since = isRestored && written?.type === 'ok' ? written.value : newest;
  const calls = steps.filter(
    (step): step is Call => step.action !== 'observe' && step.label.includes('in trouble'),
  );
  const witness = calls.map(describeCall);
  return [
    ...(before === null
      ? []
      : [
          {
            anomaly: 'overwritten-broken',
            description: `a ${kind} file was written over`,
            met: after === before || isRestored,
            witness: [...witness, `the file after: ${JSON.stringify(after?.slice(0, 120) ?? null)}`],
          },
        ]),
    ...reads.map((read) => inTrouble(read, before, read.label === 'read in trouble' ? newest : since, kind)),
    mended(call('read when mended'), kind, (value) => isDeepStrictEqual(value, newest), 'reads the document'),
    mended(
      call('write when mended'),
      kind,
      (value) => revOf(value) === revOf(newest) + 1,
      'writes the next rev',
    ),
    mended(
      call('write when mended by another'),
      kind,
      (value) => revOf(value) === revOf(newest) + 2,
      'lets another client write',
    ),
  ];
}

/**
 * A read may be refused, or show the newest document; of a removed file that there is none, or what was
 * written since.
 */
function inTrouble(read: Call, before: string | null, newest: unknown, kind: string): StepExpectation {
  const { outcome } = read;
  const value = outcome.type === 'ok' ? outcome.value : null;
  const isOlder = value !== null && revOf(value) < revOf(newest);
  const isNewest = isDeepStrictEqual(value, newest);
  // After a removal another document may have been begun.
  const isBegun = before === null && (value === null || revOf(value) === 1);
  return {
    anomaly: before !== null && value === null ? 'accepted-broken' : 'resurrected-write',
    description: `a ${kind} file was read as ${value === null ? 'no document' : `rev ${revOf(value)}`}`,
    met: outcome.type === 'error' || isNewest || isBegun || (value !== null && !isOlder && before === null),
    witness: [describeCall(read)],
  };
}

function mended(
  call: Call | undefined,
  kind: string,
  isRight: (value: unknown) => boolean,
  what: string,
): StepExpectation {
  const met = call === undefined ? null : call.outcome.type === 'ok' && isRight(call.outcome.value);
  return {
    anomaly: 'rejected-good-write',
    description: `when a ${kind} file is as it was again, nobody ${what}`.replace(
      'nobody',
      'the store no longer',
    ),
    met,
    witness: call === undefined ? [] : [describeCall(call)],
  };
}

function revOf(value: unknown): number {
  return (value as Partial<TaskFile> | null | undefined)?.rev ?? Number.NaN;
}

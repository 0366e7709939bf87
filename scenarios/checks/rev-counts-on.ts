// A document of any rev goes on counting from there: read as it is, written as one more, stale writes
// refused. Numbers that are narrower than a double, or compared as text, go wrong at 9, 99, 255, 65,535 or
// 2^31 − 1.
import { z } from 'zod';
import { factsOf } from '../../results/facts/facts-of.js';
import type { SessionStep } from '../../results/facts/session-fact.js';
import type { TaskFile } from '../../strategies/strategy.js';
import type { Check } from '../scenario.js';
import { inapplicable } from './judgement.js';
import { type Call, describeCall, judgeExpectations, type StepExpectation } from './session-steps.js';

export const startRevSchema = z.object({ rev: z.number(), seeded: z.boolean() });

export const revCountsOn: Check = {
  id: 'rev-counts-on',
  title: 'Counts on from any rev',
  explanation:
    'Sets the rev in the file to 9, 99, 255, 65,535, 2^31 − 1 and 2^53 − 2. A client must read that rev, be ' +
    'acknowledged with one more, and refuse a second write that expects the old one. At 2^53 − 1 no further write ' +
    'may be acknowledged, because the next rev can not be counted exactly. A strategy may refuse with an error ' +
    'other than a conflict. Only for YAML or JSON files that show their rev.',
  judge(facts) {
    const expectations = factsOf(facts, 'session').flatMap(({ steps }) => ofSession(steps));
    if (expectations.length === 0) {
      return inapplicable('the document is kept in no YAML or JSON file that shows its rev', {
        n: 0,
        unit: 'revs',
      });
    }
    return judgeExpectations(expectations, 'calls', 'revs went on counting from wherever they stood');
  },
};

function ofSession(steps: readonly SessionStep[]): StepExpectation[] {
  const start = steps.find((step) => step.action === 'observe' && step.label === 'start rev');
  if (start?.action !== 'observe') return [];
  const { rev, seeded } = startRevSchema.parse(start.observed);
  if (!seeded) return [];
  const call = (label: string) =>
    steps.find((step): step is Call => step.action !== 'observe' && step.label === label);
  const [read, write, stale, last] = ['read at rev', 'write at rev', 'stale write', 'write beyond'].map(call);
  return [
    expectation(
      read,
      'changed-data',
      `a document of rev ${rev} was read as ${shown(read)}`,
      (at) => at === rev,
    ),
    expectation(
      write,
      'rejected-good-write',
      `a write that expected rev ${rev} ended as ${shown(write)}`,
      (at) => at === rev + 1,
      read,
    ),
    refused(stale, 'accepted-stale-write', `a write that expected rev ${rev} was accepted at ${rev + 1}`),
    refused(last, 'changed-data', `a write beyond rev ${Number.MAX_SAFE_INTEGER} was acknowledged`),
  ].flatMap((one) => one ?? []);
}

function revOf(call: Call | undefined): number | null {
  if (call?.outcome.type !== 'ok') return null;
  return (call.outcome.value as Partial<TaskFile> | null)?.rev ?? null;
}

function shown(call: Call | undefined): string {
  if (call?.outcome.type === 'error') return call.outcome.code ?? 'an error';
  return `rev ${revOf(call) ?? 'unknown'}`;
}

/** An error is a refusal; a conflict is none when the same client had just read that rev. */
function expectation(
  call: Call | undefined,
  anomaly: string,
  description: string,
  isRight: (rev: number | null) => boolean,
  readBefore?: Call,
): StepExpectation | null {
  if (call === undefined) return null;
  const { outcome } = call;
  const isFalseConflict =
    outcome.type === 'error' && outcome.code === 'CONFLICT' && readBefore?.outcome.type === 'ok';
  const met = outcome.type === 'error' ? !isFalseConflict : isRight(revOf(call));
  return { anomaly, description, met, witness: [describeCall(call)] };
}

function refused(call: Call | undefined, anomaly: string, description: string): StepExpectation | null {
  if (call === undefined) return null;
  return { anomaly, description, met: call.outcome.type === 'error', witness: [describeCall(call)] };
}

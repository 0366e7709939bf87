// A write changes what a file holds and not who may read it: mode, owner and group stay. A rename puts a new
// file in place, which has the umask's mode and the writer's owner unless the strategy takes care.
import { z } from 'zod';
import type { Fact } from '../../results/facts/facts.js';
import type { Check } from '../scenario.js';
import { inapplicable } from './judgement.js';
import { judgeExpectations, observations, type StepExpectation } from './session-steps.js';

const permissionsSchema = z.object({ mode: z.number(), uid: z.number(), gid: z.number() });

/** Observed around a write under the label `mode: …` or `owner: …`. */
export const changeSchema = z.object({ before: permissionsSchema, after: permissionsSchema });

export const keepsMode: Check = {
  id: 'keeps-mode',
  title: 'A write keeps the mode of the file',
  explanation:
    'Gives the document the modes 0640, 0600, 0660 and 0604, writes, and compares. A private document that becomes ' +
    'readable for all is a leak; a shared one that becomes private locks others out. Not on Windows, and only where ' +
    'the document is a file.',
  judge: (facts) =>
    judgeChanges(facts, 'mode: ', 'files have no mode here', ({ before, after }) => ({
      anomaly: 'changed-mode',
      description: `a write changed the mode of the file from ${octal(before.mode)} to ${octal(after.mode)}`,
      met: before.mode === after.mode,
      witness: [],
    })),
};

export const keepsOwner: Check = {
  id: 'keeps-owner',
  title: 'A write keeps owner and group of the file',
  explanation:
    'As root, gives the document to another user and group, writes, and compares: a tool that runs under sudo must ' +
    "not take a user's file away. Needs root, because nobody else may give files away.",
  judge: (facts) =>
    judgeChanges(facts, 'owner: ', 'only root can give a file to somebody else', ({ before, after }) => ({
      anomaly: 'changed-owner',
      description: `a write gave the file of ${before.uid}:${before.gid} to ${after.uid}:${after.gid}`,
      met: before.uid === after.uid && before.gid === after.gid,
      witness: [],
    })),
};

function judgeChanges(
  facts: readonly Fact[],
  prefix: string,
  whyAbsent: string,
  expectation: (change: z.infer<typeof changeSchema>) => StepExpectation,
) {
  const changes = observations(facts, prefix).map(({ observed }) => changeSchema.parse(observed));
  const looked = { n: 0, unit: 'writes' };
  if (changes.length === 0 && facts.length > 0) return inapplicable(whyAbsent, looked);
  return judgeExpectations(changes.map(expectation), 'writes', 'mode, owner and group stayed as they were');
}

function octal(mode: number): string {
  return `0${mode.toString(8)}`;
}

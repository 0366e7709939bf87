// Things that a strategy doesn't know survive a write: unknown fields of document and tasks with their exact
// values, the mode of the file, and a symlink that leads to it.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Fact } from '../../results/facts/facts.js';
import type { TaskFile } from '../../strategies/strategy.js';
import type { Check } from '../scenario.js';
import {
  callsLabelled,
  describeCall,
  inputOf,
  judgeExpectations,
  observations,
  type StepExpectation,
} from './session-steps.js';

const symlinkSchema = z.object({ mode: z.number(), stillSymlink: z.boolean() });

export const foreignSurvives: Check = {
  id: 'foreign-survives',
  title: 'Unknown fields, file mode and symlink survive',
  explanation:
    'Compares unknown fields of the document and every field of every task, treacherous YAML values among them, ' +
    'before and after a write; a file of mode 0600 behind a symlink must stay one, and the symlink a symlink. ' +
    'rename(2) replaces mode and link unless a strategy takes care. Modes and links are not looked at on Windows.',
  judge: (facts) =>
    judgeExpectations(
      [
        ...fields(facts, 'rich write', 'rich read'),
        ...fields(facts, 'rich write', 'read after write back'),
        ...symlink(facts),
      ],
      'comparisons',
      'unknown fields, file mode and symlink survived every write',
    ),
};

function fields(facts: readonly Fact[], written: string, readBack: string): StepExpectation[] {
  const [write] = callsLabelled(facts, written);
  const [read] = callsLabelled(facts, readBack);
  if (write === undefined || read === undefined || read.outcome.type === 'error') {
    return [{ anomaly: 'not-seen', description: `"${readBack}" was not reached`, met: null, witness: [] }];
  }
  const next = inputOf(write).next;
  const stored = (read.outcome.value ?? {}) as Partial<TaskFile>;
  const witness = [describeCall(write), describeCall(read)];
  const names = Object.keys(next).filter((name) => !['version', 'rev', 'updated_at', 'tasks'].includes(name));
  const ofDocument = names.map(
    (name): StepExpectation => ({
      anomaly: 'dropped-field',
      description: `"${readBack}": the document's unknown field ${name} was lost or changed`,
      met: isDeepStrictEqual(stored[name], next[name]),
      witness,
    }),
  );
  const ofTasks = next.tasks.map(
    (task, index): StepExpectation => ({
      anomaly: 'changed-field',
      description: `"${readBack}": task ${index} was ${JSON.stringify(task)}, is ${JSON.stringify(stored.tasks?.[index])}`,
      met: isDeepStrictEqual(stored.tasks?.[index], task),
      witness: [],
    }),
  );
  return [...ofDocument, ...ofTasks];
}

/** Empty on Windows, and for strategies that keep something other than a file at the path. */
function symlink(facts: readonly Fact[]): StepExpectation[] {
  return observations(facts, 'symlink').flatMap(({ observed }): StepExpectation[] => {
    const { mode, stillSymlink } = symlinkSchema.parse(observed);
    const [read] = callsLabelled(facts, 'read behind the symlink');
    const rev = read?.outcome.type === 'ok' ? (read.outcome.value as TaskFile | null)?.rev : undefined;
    return [
      {
        anomaly: 'changed-mode',
        description: `mode 0600 became 0${mode.toString(8)}`,
        met: mode === 0o600,
        witness: [],
      },
      {
        anomaly: 'replaced-symlink',
        description: 'the symlink was replaced by a file',
        met: stillSymlink,
        witness: [],
      },
      {
        anomaly: 'missed-target',
        description: 'a write through the symlink did not reach the file behind it',
        met: rev === 2,
        witness: read === undefined ? [] : [describeCall(read)],
      },
    ];
  });
}

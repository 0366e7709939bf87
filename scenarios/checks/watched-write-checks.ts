// Where the new data of a private document is before it is the document: never in a file that others may read,
// and never in a place from which it can't be renamed.

import type { Fact } from '../../results/facts/facts.js';
import type { CheckJudgement } from '../../results/verdicts/finding.js';
import { type WatchedWrite, watchedWriteSchema } from '../../results/vocabulary/watched-write.js';
import type { Check } from '../scenario.js';
import { inapplicable, undecided } from './judgement.js';
import { judgeExpectations, observations, type StepExpectation } from './session-steps.js';

const NONE = { n: 0, unit: 'writes' };

export const staysPrivate: Check = {
  id: 'stays-private',
  title: 'The data of a private document is never open to others',
  explanation:
    'Watches one write onto a document of mode 0600, with the usual umask 022, and looks after each operation at the ' +
    'file that becomes the document. It may never have a mode that permits more than the document does while it ' +
    'holds the new data: a chmod that comes after the data is too late, and a kill in between leaves it so. Other files, ' +
    'such as a backup, are up to the strategy.',
  judge: (facts) =>
    judgeWatched(facts, ({ open }) =>
      open.length === 0
        ? [{ anomaly: 'exposed-data', description: 'private', met: true, witness: [] }]
        : open.map(({ name, mode, operation }) => ({
            anomaly: 'exposed-data',
            description: `the data of a document of mode 0600 was in ${name} with mode 0${mode.toString(8)}, after ${operation}`,
            met: false,
            witness: [`${operation} → ${name} 0${mode.toString(8)}`],
          })),
    ),
};

export const temporaryBeside: Check = {
  id: 'temporary-beside',
  title: 'The temporary file lies where it can be renamed',
  explanation:
    'Watches one write and looks where files that hold the new data lie. One that is made beyond the directory of the ' +
    'document, such as in os.tmpdir(), may be on another file system: then rename(2) fails with EXDEV, and a copy in its place is not atomic.',
  judge: (facts) =>
    judgeWatched(facts, ({ elsewhere }) =>
      elsewhere.length === 0
        ? [{ anomaly: 'temporary-elsewhere', description: 'beside', met: true, witness: [] }]
        : elsewhere.map((place) => ({
            anomaly: 'temporary-elsewhere',
            description: `the new document is put together in ${place}, not beside the document: on another file system it can not be renamed into place (EXDEV), and copying is not atomic`,
            met: false,
            witness: [],
          })),
    ),
};

function judgeWatched(
  facts: readonly Fact[],
  expectations: (watched: WatchedWrite) => StepExpectation[],
): CheckJudgement {
  const [found] = observations(facts, 'watched write');
  if (found === undefined) return undecided('no write was watched', NONE);
  const watched = watchedWriteSchema.parse(found.observed);
  if (!watched.isFile) return inapplicable('the document is not kept in a file', NONE);
  const judged = judgeExpectations(
    expectations(watched),
    'writes',
    'the new data was private and beside the document',
  );
  return watched.reason !== null && judged.verdict === 'pass' ? undecided(watched.reason, NONE) : judged;
}

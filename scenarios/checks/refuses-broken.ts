// A file that can't be understood is refused with an error and stays byte for byte the same, also after an
// unconditional write: overwriting it would destroy what a newer version or a person put there.
import { z } from 'zod';
import type { Check } from '../scenario.js';
import {
  callsLabelled,
  describeCall,
  judgeExpectations,
  observations,
  type StepExpectation,
} from './session-steps.js';

const fileSchema = z.object({ before: z.string(), after: z.string().nullable() });

export const refusesBroken: Check = {
  id: 'refuses-broken',
  title: 'Files it can not understand are refused and untouched',
  explanation:
    'Puts files that are not YAML, of a newer version, of another shape, or with a rev beyond 2^53 − 1 at the ' +
    "document's path. read() and write() must reject, and the file must be the same afterwards. Where a strategy " +
    'keeps the document in other files only, and never anything at its path, the file there is somebody else’s: then ' +
    'it must only stay the same.',
  judge(facts) {
    const calls = ['read: ', 'unconditional write over: ', 'conditional write over: '].flatMap((prefix) =>
      callsLabelled(facts, prefix),
    );
    const refused = calls.map(
      (call): StepExpectation => ({
        anomaly: 'accepted-broken',
        description: `"${call.label}" was accepted`,
        met: call.outcome.type === 'error',
        witness: [describeCall(call)],
      }),
    );
    const untouched = observations(facts, 'file after: ').map(({ label, observed }): StepExpectation => {
      const { before, after } = fileSchema.parse(observed);
      return {
        anomaly: 'overwritten-broken',
        description: `${label}: the file was overwritten`,
        met: after === before,
        witness: [
          `before: ${JSON.stringify(before.slice(0, 120))}`,
          `after: ${JSON.stringify(after?.slice(0, 120) ?? null)}`,
        ],
      };
    });
    const isElsewhere = refused.length === 0 && callsLabelled(facts, 'beside read: ').length > 0;
    return judgeExpectations(
      [...refused, ...untouched],
      'refusals',
      isElsewhere
        ? 'the document is in other files, and every file at its path was left untouched'
        : 'every unreadable file was refused and left untouched',
    );
  },
};

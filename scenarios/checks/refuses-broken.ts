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
    "document's path. read() and write() must reject, and the file must be the same afterwards.",
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
    return judgeExpectations(
      [...refused, ...untouched],
      'refusals',
      'every unreadable file was refused and left untouched',
    );
  },
};

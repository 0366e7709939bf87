// What a strategy makes of two faults that it may answer either way: a rename that is refused for a moment, and a
// directory that can't be synced at all. Told, not judged.
import type { IoFault } from '../../../results/facts/io-faults-fact.js';
import type { Check } from '../../scenario.js';
import { passed, undecided } from '../judgement.js';
import { faultsOf, isUnsyncableDirectory, tooFewFaults } from './fault-survey.js';

export const faultConduct: Check = {
  id: 'fault-conduct',
  title: 'What it makes of refused renames and directories that can’t be synced',
  explanation:
    'Two faults may be answered either way. A rename that is refused once with EACCES, EPERM or EBUSY (a scanner or a ' +
    'reader has the target open on Windows, a bind-mounted file in a container): a strategy gets over it by trying again, or ' +
    'reports it. An fsync of a directory that always answers EINVAL or EPERM (network mounts, synchronised folders): ' +
    'a strategy writes without it and is durable only as far as the mount is, or refuses every write there. It decides ' +
    'nothing; what is lost silently fails keeps-data.',
  judge(facts) {
    const faults = faultsOf(facts).filter(({ call }) => call === 'write');
    const renames = faults.filter(isMomentary);
    const syncs = faults.filter(isUnsyncableDirectory);
    const looked = { n: renames.length + syncs.length, unit: 'faults' };
    const reason = tooFewFaults(facts);
    if (reason !== null) return undecided(reason, looked);
    const told = [
      toldOf(renames, 'A rename that is refused for a moment', 'it gets over', 'it reports'),
      toldOf(syncs, 'Where directories can’t be synced', 'it writes all the same', 'it refuses to write'),
    ].filter((sentence) => sentence !== null);
    return passed(told.length === 0 ? 'It neither renames nor syncs a directory' : told.join('; '), looked);
  },
};

const MOMENTARY = new Set(['EACCES', 'EPERM', 'EBUSY']);

function isMomentary({ kind, how, fault }: IoFault): boolean {
  return kind === 'rename' && how === 'once' && MOMENTARY.has(fault);
}

function toldOf(faults: readonly IoFault[], when: string, over: string, reported: string): string | null {
  if (faults.length === 0) return null;
  const done = faults.filter(({ answer }) => answer.type === 'ok').length;
  if (done === 0) return `${when}: ${reported}`;
  return done === faults.length ? `${when}: ${over}` : `${when}: ${over} ${done} times of ${faults.length}`;
}

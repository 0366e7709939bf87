// A write whose fsync failed is not acknowledged, unless its bytes were written and synced again.
import type { IoFault } from '../../../results/facts/io-faults-fact.js';
import type { Evidence } from '../../../results/verdicts/finding.js';
import type { Check } from '../../scenario.js';
import { count, inapplicable } from '../judgement.js';
import { faultSentence, faultsOf, isUnsyncableDirectory, judgeFaults, tooFewFaults } from './fault-survey.js';

export const noIgnoredSync: Check = {
  id: 'no-ignored-sync',
  title: 'A failed sync is never acknowledged',
  explanation:
    'Each fsync and fdatasync of a write fails with EIO, ENOSPC and EDQUOT, once and from then on. Fails when the write ' +
    'is acknowledged all the same (sync-error-ignored): the kernel reports such an error once and may drop the pages, ' +
    'so that a second fsync of the same file says nothing; only writing the bytes again and syncing those does. A ' +
    'directory whose fsync answers EINVAL or EPERM can’t be synced at all, and may be left so (fault-conduct tells it). A ' +
    'strategy that never syncs meets no such fault; whether it is durable is the matter of power-loss.',
  judge(facts) {
    const faults = faultsOf(facts);
    const synced = faults.filter((fault) => fault.sync !== null && !isUnsyncableDirectory(fault)).length;
    if (synced === 0 && tooFewFaults(facts) === null) {
      return inapplicable('Its calls sync nothing that could fail', { n: faults.length, unit: 'faults' });
    }
    return judgeFaults(
      facts,
      ignored,
      `No failed sync was acknowledged; ${count(synced, 'sync failed', 'syncs failed')} in`,
    );
  },
};

function ignored(fault: IoFault): Omit<Evidence, 'witness'> | null {
  const { call, sync, answer } = fault;
  if (call !== 'write' || sync === null || answer.type !== 'ok' || sync.next === 'rewritten') return null;
  if (isUnsyncableDirectory(fault)) return null;
  const what = sync.of === 'directory' ? 'a directory' : 'its file';
  return {
    anomaly: 'sync-error-ignored',
    description: `A write was acknowledged although the sync of ${what} had failed: ${faultSentence(fault)}.`,
  };
}

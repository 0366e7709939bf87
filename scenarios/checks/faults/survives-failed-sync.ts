// The rung `fsync-failed`: a power loss after an fsync that failed and was reported. Told beside the durability
// grade, never in it.
import type { Fact } from '../../../results/facts/facts.js';
import { factsOf } from '../../../results/facts/facts-of.js';
import type { AfterPowerLoss, IoFault } from '../../../results/facts/io-faults-fact.js';
import type { Check } from '../../scenario.js';
import { count, inapplicable, passed, undecided } from '../judgement.js';
import { faultSentence, faultsOf, foundLine, judgeFaults, tooFewFaults } from './fault-survey.js';

export const survivesFailedSync: Check = {
  id: 'survives-failed-sync',
  title: 'Power loss after a failed fsync is survived (fsync-failed)',
  explanation:
    'While each fsync of a file fails with EIO, the write is recorded; then the power is lost, right after the fsync or ' +
    'after the answer, and a fresh store reads. The kernel marks the pages of a failed fsync clean: no later fsync writes ' +
    'them out, and what the disk held before comes back, with the new size (ext4, xfs) or the old one (btrfs); see Rebello ' +
    'et al., ATC 2020. All else is taken to be on the disk. Fails when the read finds neither the acknowledged document nor ' +
    'the attempted one, or when an acknowledged write is gone (lost-after-failed-sync). Failed syncs of directories, and ' +
    'file systems that report the failure at a later fsync (data=journal), are not modelled. It decides nothing: the ' +
    'durability grade has this rung beside it.',
  judge(facts) {
    const looked = { n: disksOf(facts), unit: 'disks' };
    const recorded = faultsOf(facts).filter(
      ({ call, sync, fault }) => call === 'write' && sync?.of === 'file' && fault === 'EIO',
    );
    if (factsOf(facts, 'io-faults').some(({ by }) => by === 'strace')) {
      return inapplicable('Its system calls were failed, which leaves no recording of the write', looked);
    }
    if (recorded.length === 0 && tooFewFaults(facts) === null) {
      return inapplicable('Its writes sync no file', looked);
    }
    const judgement = judgeFaults(facts, loss, '');
    if (judgement.verdict !== 'pass') return judgement;
    const unread = recorded.filter(({ afterPowerLoss }) => afterPowerLoss === undefined);
    if (looked.n === 0 || unread.length > 0) {
      return undecided('Not every write with a failed fsync could be recorded', looked);
    }
    const syncs = count(recorded.length, 'failed fsync', 'failed fsyncs');
    return passed(`${count(looked.n, 'disk')} after ${syncs} held a document that may be there`, looked);
  },
};

function disksOf(facts: readonly Fact[]): number {
  return faultsOf(facts).reduce((sum, { afterPowerLoss }) => sum + (afterPowerLoss?.length ?? 0), 0);
}

function loss(fault: IoFault): { anomaly: string; description: string } | null {
  const bad = fault.afterPowerLoss?.find((disk) => isLost(fault, disk));
  if (bad === undefined) return null;
  const when = bad.moment === 'sync-failed' ? 'at once' : 'after the answer';
  const pages = bad.pages === 'clean' ? 'its pages never written out' : 'the file as it was before';
  const description = `${faultSentence(fault)}; the power was lost ${when}, ${pages}: a fresh store reads ${foundLine(fault, bad.found)}.`;
  return { anomaly: 'lost-after-failed-sync', description };
}

function isLost({ oldToken, newToken, answer }: IoFault, { moment, found }: AfterPowerLoss): boolean {
  // A lock that the machine took down with it hides the document; kill-mid-write and power-loss judge locks.
  if (found.type === 'error') return found.code !== 'LOCKED';
  if (found.type === 'absent' || !found.observed.intact) return true;
  const { token } = found.observed;
  const isAcknowledged = moment === 'call-ended' && answer.type === 'ok';
  return token !== newToken && (isAcknowledged || token !== oldToken);
}

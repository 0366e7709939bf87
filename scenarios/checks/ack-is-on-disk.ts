// Acknowledged writes are there: another client read back each measured write before the next one. Speed is
// worth nothing without that. It sees the page cache and not the disk: nothing here is about power loss.
import { factsOf } from '../../results/facts/facts-of.js';
import type { Check } from '../scenario.js';
import { count, failed, passed, undecided } from './judgement.js';

export const ackIsOnDisk: Check = {
  id: 'ack-is-on-disk',
  title: 'A write that was acknowledged is there',
  explanation:
    'Each measured write is read back by another client. Fails when an acknowledged write was not in the file: ' +
    'the strategy acknowledges before it commits, and its latency is not that of a write. Unknown when no write ' +
    'was acknowledged. A power cut may still lose what is only in the page cache.',
  judge(facts) {
    const records = factsOf(facts, 'samples');
    const acknowledged = records.reduce((sum, record) => sum + record.acknowledged, 0);
    const verified = records.reduce((sum, record) => sum + record.verified, 0);
    const looked = { n: acknowledged, unit: 'acknowledged writes' };
    const missing = acknowledged - verified;
    if (missing > 0) {
      const summary = `${count(missing, 'write')} of ${acknowledged} were acknowledged before they were there`;
      const witness = [`acknowledged ${acknowledged}, found by another client ${verified}`];
      return failed(summary, looked, [{ anomaly: 'ack-before-commit', description: summary, witness }]);
    }
    if (acknowledged === 0) return undecided('No write was acknowledged', looked);
    if (missing < 0) return undecided('More writes were found than were acknowledged', looked);
    return passed(
      `${count(acknowledged, 'acknowledged write')} were there for another client to read`,
      looked,
    );
  },
};

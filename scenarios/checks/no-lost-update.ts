// No acknowledged update is lost: every write took the rev after the one that it expected, each rev once,
// without gaps, and the last one is the final document. From the recorded histories, by rev and token. It
// judges the schedules that occurred; rarer ones may differ.
import type { Check } from '../scenario.js';
import { gatherAnomalies } from './anomaly-evidence.js';
import { survey, vacuity } from './contention-survey.js';
import { count, failed, passed, undecided } from './judgement.js';

export const noLostUpdate: Check = {
  id: 'no-lost-update',
  title: 'No acknowledged update is lost',
  explanation:
    'Every write carries a token of its own, and every acknowledgement a rev. Two writes that took effect from the ' +
    'same rev (lost-update), a rev given twice (duplicate-rev), a rev that was skipped and that no write of unknown ' +
    'outcome explains (rev-gap), a rev that did not advance (rev-rollback) and an overwritten document that is the ' +
    'document again (resurrected-write) each prove a lost update, and are shown with the two or three operations ' +
    'that prove it. Only the schedules that were met are judged. Unknown without acknowledged writes, without a ' +
    'final read or without operations that overlapped. M0.3: "locks prevented race conditions".',
  judge(facts) {
    const seen = survey(facts);
    const looked = { n: seen.acknowledged, unit: 'acknowledged writes' };
    const found = gatherAnomalies(seen.histories, [
      'lost-update',
      'duplicate-rev',
      'rev-gap',
      'rev-rollback',
      'resurrected-write',
    ]);
    const writes = count(seen.acknowledged, 'acknowledged write');
    if (found.total > 0) return failed(`${found.summary} in ${writes}`, looked, found.evidence);
    const reason = vacuity(seen);
    if (reason !== null) return undecided(reason, looked);
    return passed(`No update was lost in ${writes}, ${count(seen.overlaps, 'overlap')} met`, looked);
  },
};

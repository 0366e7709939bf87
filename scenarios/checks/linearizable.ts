// The order of revs agrees with real time: no read returns an older document than one known before the read
// began, and no write takes a lower rev than one known before it began. Together with no-lost-update,
// no-corruption and exact-conflicts this is linearizability of the recorded histories.
import type { Check } from '../scenario.js';
import { gatherAnomalies } from './anomaly-evidence.js';
import { survey, vacuity } from './contention-survey.js';
import { count, failed, passed, undecided } from './judgement.js';

export const linearizable: Check = {
  id: 'linearizable',
  title: 'Reads and writes agree with the order of time',
  explanation:
    'All operations are stamped by one monotonic clock of the machine. Fails on a read that began after a newer rev ' +
    'was acknowledged or read by anybody (stale-read), and on a write that took a lower rev than one known before ' +
    'it began (real-time-order). The checker agrees with a general linearizability checker (Wing and Gong, Lowe) ' +
    'on random histories. Only the schedules that were met are judged.',
  judge(facts) {
    const seen = survey(facts);
    const looked = { n: seen.operations, unit: 'operations' };
    const found = gatherAnomalies(seen.histories, ['stale-read', 'real-time-order']);
    const operations = count(seen.operations, 'operation');
    if (found.total > 0) return failed(`${found.summary} in ${operations}`, looked, found.evidence);
    const reason = vacuity(seen);
    if (reason !== null) return undecided(reason, looked);
    return passed(
      `${operations} agree with the order of time, ${count(seen.overlaps, 'overlap')} met`,
      looked,
    );
  },
};

// No acknowledged write is lost: every rev is given once, and each write built on the one before.
import type { Check } from '../scenario.js';
import { judgeAnomalies } from './histories.js';

export const noLostUpdate: Check = {
  id: 'no-lost-update',
  title: 'No acknowledged write is lost',
  explanation:
    'rev and token make a certificate of every history: each acknowledged write must have its own rev, one more ' +
    'than the document it replaced. Two writes on one base are a lost update; so are a rev given twice, a skipped ' +
    'or falling rev, and an overwritten document that comes back. Sound for writes whose outcome is unknown.',
  judge: (facts) =>
    judgeAnomalies(facts, ['lost-update', 'duplicate-rev', 'rev-gap', 'rev-rollback', 'resurrected-write'], {
      passed: 'no update lost',
    }),
};

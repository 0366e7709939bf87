// A write that is acknowledged is there: another client that reads next sees it.
import { factsOf } from '../../results/facts.js';
import { covered, type Judgement } from '../../results/finding.js';
import type { Check } from '../scenario.js';

export const ackIsOnDisk: Check = {
  id: 'ack-is-on-disk',
  title: 'Acknowledged means written',
  explanation:
    'Every measured write is read back by another client right after its acknowledgement. A strategy that ' +
    'acknowledges first and writes later is not fast but wrong. Whether it would survive a power cut is not seen here.',
  judge(facts): Judgement {
    const samples = factsOf(facts, 'samples');
    const acknowledged = samples.reduce((sum, fact) => sum + fact.acknowledged, 0);
    const missing = acknowledged - samples.reduce((sum, fact) => sum + fact.verified, 0);
    const coverage = covered(acknowledged, 'writes');
    if (missing > 0) {
      const description = `${missing} of ${acknowledged} acknowledged writes were not there for the next reader`;
      const evidence = [{ anomaly: 'ack-before-commit', description, witness: [description] }];
      return { verdict: 'fail', summary: description, coverage: { ...coverage, failureRateBelow: null }, evidence, metrics: [] };
    }
    if (acknowledged === 0) {
      return { verdict: 'unknown', summary: 'no write was acknowledged', coverage, evidence: [], metrics: [] };
    }
    const summary = `${acknowledged} acknowledged writes were there for the next reader`;
    return { verdict: 'pass', summary, coverage, evidence: [], metrics: [] };
  },
};

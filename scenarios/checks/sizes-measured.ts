// The cost of writes and reads by the size of the document. Reported and not judged.
import { factsOf } from '../../results/facts/facts-of.js';
import type { Check } from '../scenario.js';
import { whyNot } from './cost-measured.js';
import { count, passed, undecided } from './judgement.js';
import { measureSamples, samplesOf } from './sample-measures.js';

export const sizesMeasured: Check = {
  id: 'sizes-measured',
  title: 'The cost of an acknowledged write by size',
  explanation:
    'For each size what cost-measured tells for one: median, p90, ratios to the floors for as many bytes with 95 % bootstrap ' +
    'intervals, reads, and the strategy against itself. Reported, not judged; unknown with fewer than 30 samples of a size.',
  judge(facts) {
    const records = factsOf(facts, 'samples');
    const samples = records.reduce((sum, record) => sum + samplesOf(record, 'strategy').length, 0);
    const looked = { n: samples, unit: 'samples' };
    const metrics = records.flatMap((record) => measureSamples(record, `@${record.documentBytes}B`));
    const reason = whyNot(records);
    if (reason !== null) return undecided(reason, looked, metrics);
    const judgement = passed(`${count(records.length, 'size')} measured`, looked, metrics);
    return { ...judgement, coverage: { ...looked, failureRateBelow: null } };
  },
};

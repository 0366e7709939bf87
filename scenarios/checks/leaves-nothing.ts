// Nothing named .tmp or .lock is left behind once everybody has closed. Other private files (a journal, a
// generation) are a strategy's own business.
import { z } from 'zod';
import { covered, type Judgement } from '../../results/finding.js';
import type { Check } from '../scenario.js';
import { historiesOf } from './histories.js';
import { observations } from './session-steps.js';

const LITTER = /\.(tmp|lock)$/;

export const leavesNothing: Check = {
  id: 'leaves-nothing',
  title: 'No .tmp or .lock file is left behind',
  explanation:
    'Lists the directory after every client has closed. M0.3: "No `.tmp` or `.lock` files left behind". A lock file ' +
    'can be removed safely: unlink while holding the lock, and verify the inode after acquiring it.',
  judge(facts): Judgement {
    const listings = [
      ...historiesOf(facts).map(({ leftovers }) => leftovers),
      ...observations(facts, 'leftovers').map(({ observed }) => z.array(z.string()).parse(observed)),
    ];
    const coverage = covered(listings.length, 'directories');
    const litter = [...new Set(listings.flat().filter((name) => LITTER.test(name)))].sort();
    if (litter.length > 0) {
      const summary = `left behind: ${litter.slice(0, 3).join(', ')}`;
      const evidence = [{ anomaly: 'litter', description: summary, witness: litter.slice(0, 10) }];
      return { verdict: 'fail', summary, coverage: { ...coverage, failureRateBelow: null }, evidence, metrics: [] };
    }
    if (listings.length === 0) {
      return { verdict: 'unknown', summary: 'no directory was looked at', coverage, evidence: [], metrics: [] };
    }
    return { verdict: 'pass', summary: 'no .tmp, no .lock left', coverage, evidence: [], metrics: [] };
  },
};

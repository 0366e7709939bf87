// The time of 100 sequential writes, beside M0.3's figure. Shown and never judged: absolute milliseconds
// depend on the machine more than on the strategy.
import { costMetrics } from '../../results/verdicts/cost-metrics.js';
import { covered } from '../../results/verdicts/covered.js';
import type { Check } from '../scenario.js';
import { callsLabelled } from './session-steps.js';

/** M0.3: "832ms for 100 writes (~8.3ms per write)", on macOS, where fsync is F_FULLFSYNC. */
const M03_TOTAL_MS = 832;
const WRITES = 100;

export const cost: Check = {
  id: 'cost',
  title: 'The time of 100 writes, beside M0.3',
  explanation:
    'Adds up the durations of the 100 acknowledged writes (reads left out). M0.3 reported 832 ms on macOS. ' +
    'The number is reported, not judged; unknown when fewer than 100 writes were acknowledged.',
  judge(facts) {
    const writes = callsLabelled(facts, 'write ').filter((call) => call.outcome.type === 'ok');
    const totalMs = writes.reduce((sum, call) => sum + call.durationNs, 0) / 1e6;
    const coverage = { ...covered(writes.length, 'writes'), failureRateBelow: null };
    if (writes.length < WRITES) {
      const summary = `only ${writes.length} of ${WRITES} writes were acknowledged`;
      return { verdict: 'unknown', summary, coverage, evidence: [], metrics: [] };
    }
    return {
      verdict: 'pass',
      summary: `${totalMs.toFixed(0)} ms for ${writes.length} writes (M0.3 on macOS: ${M03_TOTAL_MS} ms)`,
      coverage,
      evidence: [],
      metrics: [
        { name: costMetrics.stressTotal, value: totalMs, unit: 'ms' },
        { name: costMetrics.stressPerWrite, value: totalMs / writes.length, unit: 'ms' },
      ],
    };
  },
};

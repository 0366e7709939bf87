// Judges a strategy by what it promises. One that replaces whole values, or appends, offers no
// compare-and-swap: what needs one is n/a, said as such, and not failed check by check. Where the library's own
// update is one step, a lost update is said to be the library's. Pure, over findings.
import type { StrategyInfo } from '../../results/facts/run-record.js';
import type { Finding } from '../../results/verdicts/finding.js';
import { lastWriterWins } from '../../results/vocabulary/last-writer-wins.js';

const NOT_OFFERED = 'compare-and-swap is not offered: the last writer wins';

/** These compare what several writers, or a stale one, expected with what there was. */
const ASK_FOR_SWAP = new Set([
  'no-lost-update',
  'exact-conflicts',
  'linearizable',
  'one-winner',
  'stale-rejected',
  'exact-message',
]);

export function byPromise(findings: readonly Finding[], level: StrategyInfo['level']): Finding[] {
  switch (level) {
    case 'replace':
    case 'append':
      return findings.map(withoutSwap);
    case 'update':
      return findings.map(ofTheLibrary);
    default:
      return [...findings];
  }
}

function withoutSwap(finding: Finding): Finding {
  const { check, scope, evidence, verdict } = finding;
  // With one writer, reads are in the order of time by any promise.
  const asks = ASK_FOR_SWAP.has(check) && !(check === 'linearizable' && scope === 'single');
  // Five writes at once on one store are writers to each other, in whatever scope.
  const haveRivals = scope !== 'single' || check === 'calls-take-turns';
  const isByDesign =
    verdict === 'fail' &&
    haveRivals &&
    evidence.length > 0 &&
    evidence.every(({ anomaly }) => lastWriterWins.has(anomaly));
  if (!asks && !isByDesign) return finding;
  const coverage = { ...finding.coverage, failureRateBelow: null };
  return { ...finding, verdict: 'n/a', summary: NOT_OFFERED, coverage, evidence: [] };
}

function ofTheLibrary(finding: Finding): Finding {
  const isLost =
    finding.verdict === 'fail' && finding.evidence.some(({ anomaly }) => lastWriterWins.has(anomaly));
  if (!isLost) return finding;
  return { ...finding, summary: `${finding.summary}; inside the library's own update()` };
}

// Whether writers that never pause get about equal shares. Order and shares are judged, never milliseconds: what
// slows all writers alike changes nothing. A writer that the machine kept from running may fall behind with any
// lock, so its own waiting for a processor is subtracted from the case against the strategy.
import { factsOf } from '../../results/facts/facts-of.js';
import type { CheckJudgement, Metric } from '../../results/verdicts/finding.js';
import { jainIndex, quantilesOf } from '../../results/verdicts/statistics.js';
import type { HistoryFact } from '../../results/vocabulary/history.js';
import type { Check } from '../scenario.js';
import { count, failed, passed, undecided } from './judgement.js';

/** Of two writers the smaller share is then at least a third of the larger. */
const FAIR_JAIN_MIN = 0.8;
/** Below it, of two writers the smaller share is less than a tenth of the larger. */
const STARVED_JAIN_MAX = 0.6;
const ACKNOWLEDGED_MIN = 8;
/** If a writer had to wait for a processor for so much of the time, it was the machine. */
const MACHINE_SHARE_MIN = 0.25;
/** Where nothing tells the machine's part, starvation must show again in another round. */
const ROUNDS_UNTOLD_MIN = 2;

interface Share {
  actor: number;
  acknowledged: number;
  /** From the beginning, or one acknowledgement to the next or to the end. */
  longestWaitMs: number;
  /** Of the time in which it worked; null: the system doesn't tell. */
  withoutProcessor: number | null;
}

export const nobodyStarves: Check = {
  id: 'nobody-starves',
  title: 'Whoever waits gets a turn',
  explanation:
    "Jain's index of the writers' shares of what was acknowledged (1 = equal, 1/n = one takes all; Jain, Chiu, Hawe 1984) " +
    'must be at least 0.8 while all of them write without a pause; below 0.6 somebody starves. In between, with too few ' +
    'writes, or when the poorest writer had no processor for a quarter of its time, nothing can be told; where the system ' +
    'does not say so, starvation must show in two rounds. Locks that hand over reach 0.95 and more. It can’t see what a third writer would change, nor what happens across machines.',
  judge(facts) {
    const histories = factsOf(facts, 'history');
    const rounds = histories.map(judgeOne);
    const starved = rounds.filter(({ verdict }) => verdict === 'fail');
    const [first] = starved;
    if (first === undefined) {
      const settled = rounds.find(({ verdict }) => verdict === 'pass') ?? rounds.at(-1);
      return settled ?? undecided('No history was recorded', { n: 0, unit: 'acknowledged writes' });
    }
    if (starved.length >= ROUNDS_UNTOLD_MIN || histories.every(isMachineTold)) return first;
    const why = 'but in one round only, and the system does not tell who had no processor for how long';
    return { ...first, verdict: 'unknown', summary: `${first.summary}, ${why}`, evidence: [] };
  },
};

/** Whether the system tells of every writer how long it had no processor. */
const isMachineTold = ({ actors }: HistoryFact): boolean =>
  actors.every(({ job, starvedMs }) => job !== 'writer' || starvedMs !== undefined);

/** One history; another is recorded only when this one tells nothing. */
function judgeOne(fact: HistoryFact): CheckJudgement {
  const shares = sharesOf(fact);
  const acknowledged = shares.reduce((sum, share) => sum + share.acknowledged, 0);
  const looked = { n: acknowledged, unit: 'acknowledged writes' };
  const fairness = jainIndex(shares.map((share) => share.acknowledged));
  if (fairness === null || acknowledged < ACKNOWLEDGED_MIN) {
    return undecided('Too few writes were acknowledged to compare shares', looked);
  }
  return judge(shares, fairness, looked, measures(fact, shares, fairness));
}

function judge(
  shares: readonly Share[],
  fairness: number,
  looked: { n: number; unit: string },
  metrics: Metric[],
): CheckJudgement {
  const told = `shares of ${shares.map(({ acknowledged }) => acknowledged).join(' and ')} (Jain ${fairness.toFixed(2)})`;
  if (fairness >= FAIR_JAIN_MIN) return passed(told, looked, metrics);
  const poorest = shares.reduce((a, b) => (b.acknowledged < a.acknowledged ? b : a));
  if ((poorest.withoutProcessor ?? 0) >= MACHINE_SHARE_MIN) {
    const percent = Math.round(100 * (poorest.withoutProcessor ?? 0));
    const why = `the machine gave the poorer writer no processor for ${percent} % of the time`;
    return undecided(`${told}, but ${why}: repeat on a quieter machine`, looked, metrics);
  }
  if (fairness >= STARVED_JAIN_MAX) {
    return undecided(`${told}: uneven, but nobody starves; a longer profile tells more`, looked, metrics);
  }
  const description = `writer ${poorest.actor} waited for ${Math.round(poorest.longestWaitMs)} ms while others wrote`;
  const witness = shares.map(
    (share) =>
      `writer ${share.actor}: ${count(share.acknowledged, 'acknowledged write')}, longest wait ${Math.round(share.longestWaitMs)} ms`,
  );
  return failed(told, looked, [{ anomaly: 'starvation', description, witness }], metrics);
}

function sharesOf({ actors, ops }: HistoryFact): Share[] {
  const fromNs = Math.min(...ops.map(({ invokeNs }) => invokeNs));
  const toNs = Math.max(...ops.map(({ completeNs, invokeNs }) => completeNs ?? invokeNs));
  return actors
    .filter(({ job }) => job === 'writer')
    .map(({ actor, starvedMs }) => {
      const atNs = ops
        .flatMap(({ actor: by, kind, outcome, completeNs }) =>
          by === actor && kind === 'write' && outcome.type === 'ok' && completeNs !== null
            ? [completeNs]
            : [],
        )
        .sort((a, b) => a - b);
      const waitsNs = [...atNs, toNs].map((ns, i) => ns - (atNs[i - 1] ?? fromNs));
      return {
        actor,
        acknowledged: atNs.length,
        longestWaitMs: Math.max(...waitsNs) / 1e6,
        withoutProcessor: starvedMs === undefined ? null : starvedMs / ((toNs - fromNs) / 1e6),
      };
    });
}

function measures({ ops }: HistoryFact, shares: readonly Share[], fairness: number): Metric[] {
  const latencies = ops.flatMap(({ kind, outcome, invokeNs, completeNs }) =>
    kind === 'write' && outcome.type === 'ok' && completeNs !== null ? [(completeNs - invokeNs) / 1e6] : [],
  );
  const medianMs = quantilesOf(latencies)?.median ?? 0;
  const longestMs = Math.max(...shares.map(({ longestWaitMs }) => longestWaitMs));
  return [
    { name: 'fairness', value: fairness, unit: 'Jain' },
    { name: 'longest-wait', value: longestMs, unit: 'ms' },
    ...(medianMs > 0 ? [{ name: 'longest-wait-to-median', value: longestMs / medianMs, unit: '×' }] : []),
  ];
}

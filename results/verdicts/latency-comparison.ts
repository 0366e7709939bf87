// Compares latency across runs. Only the ratio of a strategy to a floor that was measured between its own
// samples is comparable across machines. Slower or faster is said when three agree: the 95 % intervals are
// apart, the difference is beyond the noise (what each run measured between two series of the same strategy),
// and, where both runs keep their samples, a Mann-Whitney test says so after Holm's correction for all of the
// comparison. Else it stays undecided. What differs between two starts of one machine is in none of the three.
import { hasDisk } from '../facts/platform-label.js';
import { costMetrics, metricsWith } from './cost-metrics.js';
import type { Finding } from './finding.js';
import type { Judged } from './judged.js';
import { holm, mannWhitney, type RankTest } from './mann-whitney.js';

export type Floor = 'classical' | 'raw';

/** A ratio to the same run's floor; low and high are null where no interval was reported. */
export interface LatencyRatio {
  ratio: number;
  low: number | null;
  high: number | null;
  /** How far the strategy's ratio to itself strayed from 1 in the same run; 0 when that wasn't measured. */
  noise: number;
}

/** no-disk: the floor was measured in memory, so that the ratio says nothing of a disk. */
export type LatencyVerdict = 'base' | 'faster' | 'slower' | 'undecided' | 'no-disk';

export interface LatencyCell extends LatencyRatio {
  /** Against the base. */
  verdict: LatencyVerdict;
  /** `ratio` ÷ the base's ratio − 1; null when the base has none. */
  change: number | null;
  /** Against the base, `p` as Holm corrects it; null: one of the two keeps no samples, or few. */
  test: RankTest | null;
}

export interface LatencyRow {
  strategy: string;
  floor: Floor;
  /** In the order of the runs, the base first; null = not measured. */
  cells: (LatencyCell | null)[];
}

/** Of each strategy a row for each floor that at least one run measured. `runs` begin with the base. */
export function latencyRows(strategies: readonly string[], runs: readonly Judged[]): LatencyRow[] {
  const rows = strategies.flatMap((strategy) =>
    (['classical', 'raw'] as const).map((floor) => measuredRow(strategy, floor, runs)),
  );
  const measured = rows.filter(({ ratios }) => ratios.some((ratio) => ratio !== null));
  // One family of tests: whoever reads the whole table is misled by any false alarm in it.
  const corrected = holm(measured.flatMap(({ tests }) => tests.map((test) => test?.p ?? null)));
  const onDisk = runs.map(({ platform }) => hasDisk(platform));
  return measured.map(({ strategy, floor, ratios, tests }, row) => {
    const base = onDisk[0] === true ? (ratios[0] ?? null) : null;
    const cells = ratios.map((ratio, at) => {
      const test = tests[at] ?? null;
      const p = corrected[row * runs.length + at] ?? null;
      if (ratio !== null && onDisk[at] !== true) {
        return { ...ratio, verdict: 'no-disk' as const, change: null, test: null };
      }
      return ratio === null
        ? null
        : against(base, ratio, at === 0, test && p !== null ? { ...test, p } : null);
    });
    return { strategy, floor, cells };
  });
}

interface MeasuredRow {
  strategy: string;
  floor: Floor;
  /** In the order of the runs. */
  ratios: (LatencyRatio | null)[];
  tests: (RankTest | null)[];
}

function measuredRow(strategy: string, floor: Floor, runs: readonly Judged[]): MeasuredRow {
  const judged = runs.map((run) => run.strategies.find(({ id }) => id === strategy));
  const samples = judged.map((one) => one?.speed?.samples?.[floor] ?? []);
  return {
    strategy,
    floor,
    ratios: judged.map((one) => (one === undefined ? null : latencyRatio(one, floor))),
    tests: samples.map((own, at) => (at === 0 ? null : mannWhitney(own, samples[0] ?? []))),
  };
}

function against(
  base: LatencyRatio | null,
  one: LatencyRatio,
  isBase: boolean,
  test: RankTest | null,
): LatencyCell {
  if (isBase) return { ...one, verdict: 'base', change: null, test };
  if (base === null) return { ...one, verdict: 'undecided', change: null, test };
  return { ...one, verdict: verdictOf(base, one, test), change: one.ratio / base.ratio - 1, test };
}

/** Of all verdicts of a comparison together, about so many are wrong by chance. */
const LEVEL = 0.05;

function verdictOf(base: LatencyRatio, one: LatencyRatio, test: RankTest | null): LatencyVerdict {
  if (base.low === null || base.high === null || one.low === null || one.high === null) return 'undecided';
  if (Math.abs(one.ratio / base.ratio - 1) <= Math.max(base.noise, one.noise)) return 'undecided';
  if (test !== null && test.p >= LEVEL) return 'undecided';
  const effect = test?.effect ?? null;
  if (one.high < base.low && (effect ?? 0) < 0.5) return 'faster';
  if (one.low > base.high && (effect ?? 1) > 0.5) return 'slower';
  return 'undecided';
}

/** Of the rows that got slower, those that a reader sees beside the verdict; one a strategy and run. */
export interface Slowdown {
  strategy: string;
  /** Of `Comparison.runs`. */
  run: number;
  change: number;
}

/** By the classical floor where both were measured against it. */
export function slowdowns(rows: readonly LatencyRow[]): Slowdown[] {
  const found = rows.flatMap(({ strategy, cells }) =>
    cells.flatMap((cell, run): Slowdown[] =>
      cell?.verdict === 'slower' && cell.change !== null ? [{ strategy, run, change: cell.change }] : [],
    ),
  );
  const nameOf = ({ strategy, run }: Slowdown) => JSON.stringify([strategy, run]);
  return found.filter((one, at) => found.findIndex((other) => nameOf(other) === nameOf(one)) === at);
}

const ratioTo: Readonly<Record<Floor, string>> = {
  classical: costMetrics.ratioToClassicalFloor,
  raw: costMetrics.ratioToRawFloor,
};

/** null when it wasn't measured. */
export function latencyRatio(
  { findings }: { findings: readonly Pick<Finding, 'metrics'>[] },
  floor: Floor,
): LatencyRatio | null {
  const name = ratioTo[floor];
  const metrics = metricsWith(findings, name);
  const metric = (wanted: string) => metrics?.get(wanted)?.value ?? null;
  const ratio = metric(name);
  if (ratio === null) return null;
  const noise = ['', '-low', '-high'].map((end) =>
    Math.abs((metric(`${costMetrics.ratioToItself}${end}`) ?? 1) - 1),
  );
  return { ratio, low: metric(`${name}-low`), high: metric(`${name}-high`), noise: Math.max(...noise) };
}

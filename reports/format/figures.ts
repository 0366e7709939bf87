// What a report draws, as data: schedules as lanes, a disk before and after a crash, and charts. A format
// decides how, and one that can't draw shows the text that stands beside each figure in its block. Strings may
// come from anywhere and are made safe by the format.
import type { Decision, Verdict } from '../../results/vocabulary/verdict.js';

/** One step of a schedule. `lane` null: nobody's, such as a clock that jumps. */
export interface LaneStep {
  lane: number | null;
  text: string;
  /** The lane that could have gone on and was made to wait; null: none. */
  preempted: number | null;
  /** When, in words; absent: only the order is known. */
  at?: string;
}

/** Whoever runs beside each other, a lane each, and one step below the other. */
export interface Lanes {
  type: 'lanes';
  title: string;
  lanes: readonly string[];
  steps: readonly LaneStep[];
}

/** `before`, `after`: what stands there, `null` for nothing. */
export interface DiskEntry {
  path: string;
  before: string | null;
  after: string | null;
}

/** What became of one call when the power went. `mark`: a promise of the strategy, no call. */
export interface CrashCall {
  text: string;
  fate: 'kept' | 'lost' | 'torn' | 'mark' | 'crash';
}

export interface CrashDisk {
  type: 'crash';
  title: string;
  calls: readonly CrashCall[];
  disk: readonly DiskEntry[];
  /** What the document had to be, and what was found. */
  expected: string;
  found: string;
}

/** Milliseconds on a logarithmic axis against named steps, the best on top. */
export interface TradeOff {
  type: 'trade-off';
  title: string;
  xTitle: string;
  yTitle: string;
  /** From the bottom. */
  steps: readonly string[];
  points: readonly {
    name: string;
    x: number;
    /** Place in `steps`. */
    step: number;
    decision: Decision;
    /** Nothing that is as safe is faster, and nothing that is as fast is safer. */
    best: boolean;
    to: string;
  }[];
}

export interface SampleSeries {
  name: string;
  /** In the order of measurement; milliseconds. */
  samples: readonly number[];
  /** Of a bare durable write between them; may be empty. */
  floor: readonly number[];
}

/** Which share of the samples took at most so long, a curve each, beside the same as dots with a box. */
export interface Distributions {
  type: 'distributions';
  title: string;
  series: readonly SampleSeries[];
}

/** Every sample at its place in the order of measurement: what drifts or stalls shows. */
export interface RunOrder {
  type: 'run-order';
  title: string;
  series: readonly SampleSeries[];
}

/** Charts of one measure beside each other. */
export interface Intervals {
  type: 'intervals';
  title: string;
  panels: readonly IntervalPanel[];
}

/** A value with its interval on a common axis, a row each. */
export interface IntervalPanel {
  title: string;
  unit: string;
  scale: 'linear' | 'logarithmic';
  /** A line across all rows: what the values are held against; null: none. */
  mark: number | null;
  rows: readonly {
    name: string;
    value: number;
    low: number | null;
    high: number | null;
    verdict: Verdict;
    text: string;
  }[];
}

/** What a whole is made of, a bar each. */
export interface Shares {
  type: 'shares';
  title: string;
  unit: string;
  parts: readonly string[];
  bars: readonly { name: string; values: readonly number[] }[];
}

export type Figure = Lanes | CrashDisk | TradeOff | Distributions | RunOrder | Intervals | Shares;

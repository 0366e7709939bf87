// What a search has covered, in one sentence that claims no more than that.
import type { InterleavingVariantResult } from '../../../results/facts/interleavings-fact.js';

export type Covered = Pick<
  InterleavingVariantResult,
  'variant' | 'writers' | 'writes' | 'readers' | 'search' | 'coverage' | 'schedules' | 'cut'
>;

const surenessPercent = 95;

/** With so many schedules drawn and no violation seen, one has at most this probability, at 95 %. */
export function probabilityBound(sampled: number): number {
  return sampled === 0 ? 1 : 1 - (1 - surenessPercent / 100) ** (1 / sampled);
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const besides: Record<Covered['variant'], string> = {
  plain: '',
  reader: '',
  'stale-lock': ' beside what a dead writer left',
  crash: ' and a crash anywhere',
  'clock-jump': ' and a clock jump anywhere',
  pause: ' and a pause anywhere',
};

/** Such as `all schedules of 2 × 2 with at most 2 preemptions`. */
export function coverageSentence(covered: Covered): string {
  const { variant, writers, writes, readers, search, coverage, schedules, cut } = covered;
  const who = `${writers} × ${writes}${readers === 0 ? '' : ` and ${counted(readers, 'reader')}`}`;
  const what = `${who}${besides[variant]}`;
  if (search !== 'dfs') {
    const { sampled } = coverage;
    if (sampled === 0) return `no random schedule of ${what}`;
    const bound = probabilityBound(sampled).toPrecision(2);
    return `${counted(sampled, 'random schedule')} of ${what}: p < ${bound} at ${surenessPercent} %`;
  }
  const { completeTo } = coverage;
  if (completeTo === null) return `${counted(schedules + cut, 'schedule')} of ${what}, no bound completed`;
  const preemptions =
    completeTo === 0 ? 'without preemption' : `with at most ${counted(completeTo, 'preemption')}`;
  return `all schedules of ${what} ${preemptions}`;
}

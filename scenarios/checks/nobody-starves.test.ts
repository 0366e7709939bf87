// Shares of writers: who fails, who passes, and what is left open.
import { describe, expect, it } from 'vitest';
import type { HistoryFact } from '../../results/vocabulary/history.js';
import { acked, history } from './history/testing/written-history.js';
import { nobodyStarves } from './nobody-starves.js';

/** Writers that take turns for as long as the poorer one has writes left; then the richer one goes on alone. */
function shared(richer: number, poorer: number, starvedMs: number | null = 0): HistoryFact {
  const ops = Array.from({ length: richer + poorer }, (_, turn) => {
    const actor = turn < 2 * poorer ? turn % 2 : 0;
    return acked(actor, [turn * 10 - 5, turn * 10 + 5], null, `t${turn}`, turn + 1);
  });
  const { actors, ...rest } = history({ ops });
  return {
    ...rest,
    actors: [0, 1].map((actor) => ({
      ...{ actor, where: 'process', job: 'writer' },
      ...(starvedMs === null ? {} : { starvedMs: actor === 1 ? starvedMs : 0 }),
    })),
  };
}

describe('whoever waits gets a turn', () => {
  it.each([
    ['equal shares', shared(50, 50), 'pass'],
    ['a third', shared(60, 21), 'pass'],
    ['a fifth', shared(50, 10), 'unknown'],
    ['a single one', shared(100, 1), 'fail'],
    ['none', shared(100, 0), 'fail'],
    ['too few writes', shared(7, 0), 'unknown'],
    ['a writer that had no processor', shared(100, 0, 500), 'unknown'],
    ['a writer that had one nearly all of the time', shared(100, 0, 50), 'fail'],
    ['equal shares on a busy machine', shared(50, 50, 500), 'pass'],
  ])('%s', (_, fact, verdict) => {
    expect(nobodyStarves.judge([fact]).verdict).toBe(verdict);
  });

  it('names the one who starved, and for how long', () => {
    const { evidence, metrics, summary } = nobodyStarves.judge([shared(100, 1)]);
    expect(summary).toBe('shares of 100 and 1 (Jain 0.51)');
    expect(evidence).toMatchObject([
      { anomaly: 'starvation', description: 'writer 1 waited for 990 ms while others wrote' },
    ]);
    expect(metrics.map(({ name }) => name)).toEqual(['fairness', 'longest-wait', 'longest-wait-to-median']);
  });

  it('judges the round that tells something, and a failure in any', () => {
    const [nothing, fair, unfair] = [shared(100, 0, 500), shared(50, 50), shared(100, 0)];
    expect(nobodyStarves.judge([nothing, fair]).verdict).toBe('pass');
    expect(nobodyStarves.judge([nothing, unfair]).verdict).toBe('fail');
    expect(nobodyStarves.judge([nothing, nothing]).verdict).toBe('unknown');
  });

  it('believes what shows twice where the system does not tell who had no processor', () => {
    const [fair, unfair] = [shared(50, 50, null), shared(100, 0, null)];
    expect(nobodyStarves.judge([unfair])).toMatchObject({ verdict: 'unknown', evidence: [] });
    expect(nobodyStarves.judge([unfair, fair]).verdict).toBe('unknown');
    expect(nobodyStarves.judge([unfair, fair, unfair]).verdict).toBe('fail');
    expect(nobodyStarves.judge([fair]).verdict).toBe('pass');
  });

  it('tells nothing without a history', () => {
    expect(nobodyStarves.judge([]).verdict).toBe('unknown');
  });
});

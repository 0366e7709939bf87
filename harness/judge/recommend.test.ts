// Who is recommended among those that are GO: the stronger grade first, whatever it costs; then the cheaper;
// then the id. As a table, whichever way round the strategies stand.
import { describe, expect, it } from 'vitest';
import type { Grade } from '../../results/verdicts/durability-grade.js';
import type { JudgedStrategy } from '../../results/verdicts/judged.js';
import { recommend } from './recommend.js';
import { judge, strategyIn } from './testing/scripted-run.js';

const sample = strategyIn(judge({ any: {} }), 'any');

/** `grade` null: power loss was not looked at. `ratio` null: the cost was not measured. */
function strategy(
  id: string,
  grade: Grade | null,
  ratio: number | null,
  rest: Partial<JudgedStrategy> = {},
): JudgedStrategy {
  const [finding] = sample.findings.filter(({ check }) => check === 'cost-measured');
  if (finding === undefined) throw new Error('no finding to start from');
  const metrics = ratio === null ? [] : [{ name: 'ratio-to-classical-floor', value: ratio, unit: '×' }];
  const durability = grade === null ? null : { grade, models: [] };
  return { ...sample, id, decision: 'GO', durability, findings: [{ ...finding, metrics }], ...rest };
}

describe('recommended is', () => {
  const tables: [what: string, best: string | null, strategies: JudgedStrategy[]][] = [
    [
      'the stronger grade, though slower',
      'safe',
      [strategy('safe', 'weakest', 9), strategy('fast', 'journaled', 1)],
    ],
    ['any grade over none', 'ordered', [strategy('none', 'none', 1), strategy('ordered', 'ordered', 9)]],
    [
      'even none over power loss not looked at',
      'none',
      [strategy('unseen', null, 1), strategy('none', 'none', 9)],
    ],
    ['the cheaper of equal grades', 'b', [strategy('a', 'weakest', 2), strategy('b', 'weakest', 1.5)]],
    ['the measured of equal grades', 'b', [strategy('a', 'weakest', null), strategy('b', 'weakest', 99)]],
    ['the id of equals', 'a', [strategy('b', 'kill', 2), strategy('a', 'kill', 2)]],
    ['the id of equals that nobody measured', 'a', [strategy('b', null, null), strategy('a', null, null)]],
    [
      'nobody who is not GO, however strong',
      'weak',
      [strategy('strong', 'weakest', 1, { decision: 'PARTIAL' }), strategy('weak', 'none', 9)],
    ],
    [
      'no baseline and no canary',
      null,
      [strategy('a', 'weakest', 1, { role: 'baseline' }), strategy('b', 'weakest', 1, { role: 'canary' })],
    ],
    ['a peer too', 'peer', [strategy('peer', 'weakest', 1, { role: 'peer' }), strategy('a', 'weakest', 2)]],
    ['nobody of nobody', null, []],
  ];

  it.each(tables)('%s', (_, best, strategies) => {
    expect(recommend(strategies)).toBe(best);
    expect(recommend([...strategies].reverse())).toBe(best);
  });
});

// Where capsules lie, told from the working directory where that leads down to them, else in full; and nothing else of
// a judged run changes.
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { Judged } from '../../results/judged.js';
import { judge } from '../judge/testing/scripted-run.js';
import { withPlaces } from './capsule-places.js';

const capsule = {
  file: 'capsules/mine.json',
  variant: 'document-present',
  model: 'ordered',
  kind: 'torn-document',
  sentence: 'why',
} as const;

function judgedWith(id: string): Judged {
  const judged = judge({ mine: {}, other: {} });
  return {
    ...judged,
    strategies: judged.strategies.map((strategy) =>
      strategy.id === id ? { ...strategy, crashEvidence: { audit: [], capsules: [capsule] } } : strategy,
    ),
  };
}

const home = resolve('/somewhere/home');
const dir = join(home, 'results', 'runs', 'one');
const full = join(dir, 'capsules', 'mine.json');

it.each([
  ['from above', home, join('results', 'runs', 'one', 'capsules', 'mine.json')],
  ['from the directory of the run', dir, join('capsules', 'mine.json')],
  ['from beside it, in full', join(home, 'docs'), full],
  ['from below it, in full', join(dir, 'capsules', 'deeper'), full],
])('%s', (_, cwd, place) => {
  const judged = judgedWith('mine');
  const before = structuredClone(judged);
  const found = withPlaces(judged, dir, cwd);
  const files = found.strategies.flatMap(({ crashEvidence }) => crashEvidence?.capsules ?? []);
  expect(files).toEqual([{ ...capsule, file: place }]);
  expect(judged).toEqual(before);
  expect({ ...found, strategies: [] }).toEqual({ ...before, strategies: [] });
  const others = (all: Judged) => all.strategies.filter(({ id }) => id !== 'mine');
  expect(others(found)).toEqual(others(before));
});

// Which strategies are worth a look: the slowest writes of each against the strongest crash that it survives. Pure.
import { gradeOrder } from '../../results/verdicts/durability-grade.js';
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { figureNamed, speedOf } from '../../results/verdicts/speed.js';
import { allScopes, claimedScopes, scopesInWords } from '../../results/vocabulary/verdict.js';
import type { TradeOff } from '../format/figures.js';
import { anchorOf, type Block, paragraph, words } from '../format/report-blocks.js';
import { subjectsOf } from './overview.js';

interface Place {
  strategy: JudgedStrategy;
  x: number;
  step: number;
}

/** Nothing where no strategy has both. */
export function tradeOff(judged: Judged): Block[] {
  const subjects = subjectsOf(judged);
  const places = subjects.flatMap((strategy): Place[] => {
    const p99 = figureNamed(speedOf(strategy.findings), 'p99');
    const { durability } = strategy;
    if (p99 === null || durability === null) return [];
    return [{ strategy, x: p99.value, step: gradeOrder.indexOf(durability.grade) }];
  });
  if (places.length === 0) return [];
  const left = subjects.filter((one) => !places.some(({ strategy }) => strategy === one));
  const points = places.map((place): TradeOff['points'][number] => ({
    name: nameOf(place.strategy),
    x: place.x,
    step: place.step,
    decision: place.strategy.decision,
    best: isSafe(place) && !places.some((other) => isSafe(other) && beats(other, place)),
    to: anchorOf('strategy', place.strategy.id),
  }));
  return [
    {
      type: 'figure',
      anchor: 'trade-off-chart',
      figure: {
        type: 'trade-off',
        title: 'p99 of a write, and what it survives',
        xTitle: 'p99 of an acknowledged write, one writer; left is faster',
        yTitle: 'strongest crash model survived',
        steps: gradeOrder,
        points,
      },
      text: [],
    },
    paragraph(
      words`Bold: the Pareto front of what is GO, so nothing for the same kinds of writers survives as much and is faster. Crossed out: NO-GO, so neither its speed nor its grade counts.${{ own: left.length === 0 ? '' : ' Not measured here: ' }}${left.map(({ id }) => id).join(', ')}`,
    ),
  ];
}

const isSafe = ({ strategy: { decision } }: Place): boolean => decision === 'GO';

/** What it claims less than everything stands beside its name. */
function nameOf({ id, claims }: JudgedStrategy): string {
  const claimed = claimedScopes(claims);
  return claimed.length === allScopes.length ? id : `${id} (${scopesInWords(claimed)})`;
}

/** For the same kinds of writers at least as good in both, and better in one. */
function beats(one: Place, other: Place): boolean {
  const covers = claimedScopes(one.strategy.claims);
  if (!claimedScopes(other.strategy.claims).every((scope) => covers.includes(scope))) return false;
  return one.x <= other.x && one.step >= other.step && (one.x < other.x || one.step > other.step);
}

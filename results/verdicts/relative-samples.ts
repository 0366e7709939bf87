// Samples that two runs can be compared by: each write of a strategy ÷ the median of a floor in the same round, so
// that a machine that slows down for a while slows both sides. Pure, from the ordered raw samples.
import { median } from 'simple-statistics';
import { z } from 'zod';
import type { SamplesFact, Series } from '../facts/samples-fact.js';

/** In the order of measurement; empty where that floor was not measured. */
export const relativeSamplesSchema = z.object({
  classical: z.array(z.number()),
  raw: z.array(z.number()),
});
export type RelativeSamples = z.infer<typeof relativeSamplesSchema>;

/** More digits than a clock gives. */
const DIGITS = 5;

/** null: the record holds no samples of the strategy. */
export function relativeSamples(fact: SamplesFact): RelativeSamples | null {
  const own = seriesOf(fact, 'strategy');
  if (own.length === 0 || fact.rounds === 0) return null;
  const over = (id: Series['id']): number[] => {
    const floor = seriesOf(fact, id);
    if (floor.length !== own.length) return [];
    const perRound = Math.ceil(own.length / fact.rounds);
    return own.flatMap((ns, at) => {
      const from = at - (at % perRound);
      const level = median(floor.slice(from, from + perRound));
      return level > 0 ? [Number((ns / level).toPrecision(DIGITS))] : [];
    });
  };
  return { classical: over('classical-floor'), raw: over('raw-floor') };
}

const seriesOf = ({ series }: SamplesFact, id: Series['id']): number[] =>
  series.find((one) => one.id === id)?.samplesNs ?? [];

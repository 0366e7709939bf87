// The raw latency samples of a strategy and of the floor between them, as a judged run keeps them: in the order of
// measurement, so that a report can show what drifts or stalls. Rounded to a tenth of a microsecond, which is
// far below what the clock of such a machine repeats. Pure.
import { z } from 'zod';
import type { SamplesFact } from '../facts/samples-fact.js';

export const latencySamplesSchema = z.object({
  documentBytes: z.number(),
  /** Milliseconds. */
  strategy: z.array(z.number()),
  /** The same of a bare durable write in the same rounds; may be empty. */
  floor: z.array(z.number()),
});
export type LatencySamples = z.infer<typeof latencySamplesSchema>;

/** Of the first record that has any; null: nothing was measured. */
export function latencySamplesOf(records: readonly SamplesFact[]): LatencySamples | null {
  for (const { documentBytes, series } of records) {
    const samplesOf = (id: SamplesFact['series'][number]['id']): number[] =>
      (series.find((one) => one.id === id)?.samplesNs ?? []).map((ns) => Math.round(ns / 100) / 10_000);
    const strategy = samplesOf('strategy');
    if (strategy.length > 0) return { documentBytes, strategy, floor: samplesOf('classical-floor') };
  }
  return null;
}

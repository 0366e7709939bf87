// Latency samples in the order of measurement, of the strategy and of the floors that were interleaved with
// it in the same rounds.
import { z } from 'zod';

export const seriesSchema = z.object({
  /**
   * strategy, strategy-again (the A/A pair that sets the noise floor), raw-floor (pwrite + fdatasync of the
   * same bytes on a preallocated file), classical-floor (tmp + fsync + rename + directory fsync, no lock, no
   * YAML).
   */
  id: z.enum(['strategy', 'strategy-again', 'raw-floor', 'classical-floor']),
  samplesNs: z.array(z.number()),
});
export type Series = z.infer<typeof seriesSchema>;

/**
 * kind: samples. Every measured write was read back: `verified` counts those that were on disk when
 * acknowledged.
 */
export const samplesFactSchema = z.object({
  kind: z.literal('samples'),
  documentBytes: z.number(),
  rounds: z.number().int(),
  series: z.array(seriesSchema),
  acknowledged: z.number().int(),
  verified: z.number().int(),
  seed: z.number().int(),
});
export type SamplesFact = z.infer<typeof samplesFactSchema>;

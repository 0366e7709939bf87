// Latency samples in the order of measurement, of the strategy and of the floors that were interleaved with
// it in the same rounds.
import { z } from 'zod';

export const seriesSchema = z.object({
  /**
   * strategy, strategy-again (the A/A pair that sets the noise floor), raw-floor (pwrite + fdatasync of the
   * same bytes on a preallocated file), classical-floor (tmp + fsync + rename + directory fsync, no lock, no
   * YAML). read: of a document that another client has just written; read-unchanged: the same once more;
   * read-floor: the bytes of a file of this size, without parsing.
   */
  id: z.enum([
    'strategy',
    'strategy-again',
    'raw-floor',
    'classical-floor',
    'read',
    'read-unchanged',
    'read-floor',
  ]),
  samplesNs: z.array(z.number()),
});
export type Series = z.infer<typeof seriesSchema>;

/** What else went on while it was measured, as shares of all processor time of the machine. */
export const machineLoadSchema = z.object({
  /** Used by anything but the measuring process. */
  others: z.number(),
  /** Taken by the host of a virtual machine; null: the system does not tell. */
  stolen: z.number().nullable(),
});
export type MachineLoad = z.infer<typeof machineLoadSchema>;

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
  /** Absent in runs of earlier versions. */
  machine: machineLoadSchema.optional(),
});
export type SamplesFact = z.infer<typeof samplesFactSchema>;

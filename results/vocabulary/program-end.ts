// How a program ended that used a strategy once and had nothing else to do.
import { z } from 'zod';

export const programEndSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ended') }),
  /** It was still there so long after it had closed its store; `keptBy` is what Node names. */
  z.object({ type: z.literal('stays'), afterMs: z.number(), keptBy: z.array(z.string()) }),
  /** It never came to closing, or ended in another way. */
  z.object({ type: z.literal('failed'), reason: z.string() }),
]);
export type ProgramEnd = z.infer<typeof programEndSchema>;

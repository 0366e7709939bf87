// Names that are another one in every execution: with a counter that a module keeps, a hash of it, the number
// of an inode. A pattern says which names those are; what differs stands between two parts that do not.
import { z } from 'zod';

const partMax = 1024;

export const freshNameSchema = z.strictObject({
  /** Client numbers of `P0`, `T0`, `S0` (a process, thread, start) as `*`. */
  before: z.string().max(partMax),
  after: z.string().max(partMax),
  /** The characters between the two; each includes the one before, from digits to anything but `/` and space. */
  characters: z.enum(['digits', 'hex', 'lower', 'alphanumeric', 'any']),
  /** Fewest characters between the two. */
  lengthMin: z.number().int().positive(),
  /**
   * Several clients make up the same name without having it from each other: of a path, an inode. Absent: a
   * name is its client's own.
   */
  shared: z.literal(true).optional(),
});
/** One word of a path or of a link's target: it holds no slash and no white space. */
export type FreshName = z.infer<typeof freshNameSchema>;

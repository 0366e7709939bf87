// What is observed of one write onto a private document: which files held the new data meanwhile.
import { z } from 'zod';

export const watchedWriteSchema = z.object({
  /** Why nothing is known; null: the write was watched to its end. */
  reason: z.string().nullable(),
  /** false: the document is kept in something else than a file. */
  isFile: z.boolean(),
  /** Files that became the document and were open to others with the new data in them; since which operation. */
  open: z.array(z.object({ name: z.string(), mode: z.number(), operation: z.string() })),
  /** Directories beyond the one of the document that held the new data. */
  elsewhere: z.array(z.string()),
});
export type WatchedWrite = z.infer<typeof watchedWriteSchema>;

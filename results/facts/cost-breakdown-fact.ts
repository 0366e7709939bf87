// Where the time of a call goes: what its operations on files and locks took, by kind, and what was left between
// them. Recorded under the tap, which costs something itself: shares are meant, not milliseconds.
import { z } from 'zod';

/** The kinds of operations; the rest of a call is computation. */
export const operationParts = [
  'lock',
  'read',
  'write',
  'fsync',
  'rename',
  'directory-fsync',
  'unlock',
  'other',
] as const;
export type OperationPart = (typeof operationParts)[number];

export const callCostSchema = z.object({
  totalNs: z.number(),
  /** Waits for a lock count as lock, and so does what comes between two operations on it. */
  partsNs: z.partialRecord(z.enum(operationParts), z.number()),
  /** Between all others: parsing, serialising, checking, turns of the event loop. */
  computingNs: z.number(),
});
export type CallCost = z.infer<typeof callCostSchema>;

/** kind: cost-breakdown. One client at a time; calls in the order of time. */
export const costBreakdownFactSchema = z.object({
  kind: z.literal('cost-breakdown'),
  documentBytes: z.number(),
  /** Writes onto a document that the same store wrote: its content need not be parsed. */
  own: z.array(callCostSchema),
  /** Writes onto a document that another store has written since. */
  foreign: z.array(callCostSchema),
  /** Reads of a document that another store has written since. */
  reads: z.array(callCostSchema),
  /** Why there is nothing, or why some of it can't be seen; null: all was seen. */
  reason: z.string().nullable(),
});
export type CostBreakdownFact = z.infer<typeof costBreakdownFactSchema>;

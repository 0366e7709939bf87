// The parts that the time of a write is told in, in the order of a write, and the metrics that carry them. The names
// stand in stored runs and can't change.
import { z } from 'zod';
import type { Metric } from './finding.js';

/** In the order of a write. */
export const costParts = [
  'lock',
  'read',
  'parse',
  'serialise',
  'write',
  'fsync',
  'rename',
  'directory-fsync',
  'unlock',
  'other',
] as const;
export type CostPart = (typeof costParts)[number];

/** Medians in microseconds, of a write onto a document that another client has written. */
export const costPartsSchema = z.object({
  /** Of whole writes: medians of parts need not add up to it. */
  total: z.number(),
  parts: z.array(z.object({ part: z.enum(costParts), us: z.number() })),
});
export type CostParts = z.infer<typeof costPartsSchema>;

/** `read-parse`: the computation of a read. */
export const partMetric = (part: CostPart | 'total' | 'read-parse'): string => `part-${part}`;

/** null: not recorded, or not all of it could be seen. */
export function costPartsIn(metrics: readonly Metric[]): CostParts | null {
  const find = (name: string) => metrics.find((metric) => metric.name === name)?.value;
  const total = find(partMetric('total'));
  if (total === undefined) return null;
  const parts = costParts.flatMap((part) => {
    const us = find(partMetric(part));
    return us === undefined ? [] : [{ part, us }];
  });
  return { total, parts };
}

// How much memory a case may use before it is ended: a leak becomes a row of the report, not a machine that
// swaps. Far more than Holdfast's own engines need (docs/limits.md).
import os from 'node:os';

const GIBIBYTE = 2 ** 30;
const LEAST_BYTES = 2 * GIBIBYTE;
const MOST_BYTES = 6 * GIBIBYTE;

/** A quarter of what this machine, or this container, has; at least 2 GiB and at most 6. */
export function memoryBytesMax(): number {
  // 0, or more than there is, where no limit is set.
  const constrained = process.constrainedMemory();
  const total = constrained > 0 ? Math.min(constrained, os.totalmem()) : os.totalmem();
  return Math.min(MOST_BYTES, Math.max(LEAST_BYTES, total / 4));
}

export function gibibytes(bytes: number): string {
  return `${(bytes / GIBIBYTE).toFixed(1)} GiB`;
}

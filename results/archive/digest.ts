// The digest that a stored document carries, over everything else in it. It is there against damage: a bit that
// a disk, a copy or a hand has changed. It is no signature, for whoever forges a file can compute a new one.
// Documents of earlier versions have none.
import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';

/** The field `digest`, as it is published. */
export const digestField = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .optional()
  .describe(
    'SHA-256, in hexadecimal, of this document without the field, written without white space; absent in earlier versions.',
  );

/** JSON without white space decides, so that a document may be formatted anew. */
export function digestOf(value: object): string {
  return startDigest(value).digest('hex');
}

/** For a document of several lines: the first is hashed, the caller adds the others as they are. */
export function startDigest(first: object): Hash {
  return createHash('sha256').update(JSON.stringify(first));
}

/** Takes the digest off a value that was parsed; `digest` undefined: it carried none. */
export function withoutDigest(value: object): { rest: Record<string, unknown>; digest: unknown } {
  const { digest, ...rest } = value as Record<string, unknown>;
  return { rest, digest };
}

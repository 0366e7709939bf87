// Reads a capsule of any kind as hostile input: it must have the shape of its schema, no field that the
// schema doesn't know, and no contradiction. What a contradiction is, each kind decides.
import type { z } from 'zod';
import { unknownField } from './unknown-field.js';

export class CapsuleError extends Error {
  override readonly name = 'CapsuleError';
  readonly code = 'INVALID_CAPSULE';
}

/**
 * `problemWith`: what is wrong with a capsule of the right shape, and where; null: nothing.
 * @throws CapsuleError that says the same.
 */
export function readStrictly<T>(
  value: unknown,
  schema: z.ZodType<T>,
  problemWith: (capsule: T) => string | null,
): T {
  const result = schema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new CapsuleError(`${issue?.path.join('.') || 'capsule'}: ${issue?.message ?? 'invalid'}`);
  }
  const capsule = result.data;
  const unknown = unknownField(value, capsule);
  if (unknown !== null) throw new CapsuleError(`unknown field ${unknown}`);
  const problem = problemWith(capsule);
  if (problem !== null) throw new CapsuleError(problem);
  return capsule;
}

// What was thrown, as data. Strategies may throw anything; errors are recognised by `code`, not by class.
import { explained, withNames } from '../processes/error-code.js';

export interface Thrown {
  code: string | null;
  message: string;
}

export function describeThrown(value: unknown): Thrown {
  if (typeof value !== 'object' || value === null) return { code: null, message: `threw ${String(value)}` };
  const message = textOf(value, 'message') ?? 'threw a non-error';
  const code = textOf(value, 'code');
  return { code: code === null ? null : withNames(code), message: explained(message).slice(0, 2000) };
}

/** null when there is no such text, or only a getter that throws. */
function textOf(value: object, key: string): string | null {
  try {
    const text: unknown = Reflect.get(value, key);
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}

/** Stack frames of our own files; strategies are elsewhere, the built-in ones in dist/strategies. */
const OWN_FRAME = /[\\/]dist[\\/](harness|scenarios|results)[\\/]/;

/** Whether an uncaught exception comes from one of our own files rather than from a strategy. */
export function isThrownByUs(error: unknown): boolean {
  const stack = error instanceof Error ? (textOf(error, 'stack') ?? '') : '';
  const firstFrame = stack.split('\n').find((line) => line.trimStart().startsWith('at ')) ?? '';
  return OWN_FRAME.test(firstFrame);
}

// What the matchers throw: an assertion whose message is the counterexample. A matcher that can't conclude
// throws as well, with another code: what is unknown is no pass.

export type StorageAssertionCode = 'NOT_CRASH_SAFE' | 'RACE' | 'NOT_SAFE' | 'INCONCLUSIVE';

export class StorageAssertionError extends Error {
  /** As test runners know it. */
  override readonly name = 'AssertionError';
  readonly code: StorageAssertionCode;

  /** `matcher`: its frames, and those below it, are left out of the stack. */
  constructor(
    code: StorageAssertionCode,
    message: string,
    { matcher, cause }: { matcher: (...args: never[]) => unknown; cause?: unknown },
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    Error.captureStackTrace(this, matcher);
  }
}

export function messageOfThrown(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

// The error for a work directory in which the harness can't, or must not, work. It says what is wrong, where,
// and what to do, and is recognised by its code.

/**
 * - DIR_IS_A_FILE: the path, or an ancestor of it, exists and is no directory.
 * - DIR_REFUSED: a file system's root or a home directory itself; experiments there are surely a mistake.
 * - DIR_NOT_WRITABLE: it can't be created or written; `cause` is the system error.
 */
export type PlatformErrorCode = 'DIR_IS_A_FILE' | 'DIR_REFUSED' | 'DIR_NOT_WRITABLE';

export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly code: PlatformErrorCode;
  /** One imperative sentence for the person at the terminal. */
  readonly remedy: string;

  constructor(code: PlatformErrorCode, message: string, remedy: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}

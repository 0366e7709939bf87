// The error for something that could not be mounted. It is recognised by its code; `cause` is the system
// error, where there is one.

/**
 * - TOOL_FAILED: a program that makes or mounts a file system failed; the message has the end of its stderr.
 * - NOT_OURS: a device is not backed by our file, so nothing was written to it.
 * - NOT_MOUNTED: a program that should serve a mount ended, or did not mount anything in time.
 */
export type MountErrorCode = 'TOOL_FAILED' | 'NOT_OURS' | 'NOT_MOUNTED';

export class MountError extends Error {
  override readonly name = 'MountError';
  readonly code: MountErrorCode;

  constructor(code: MountErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

// A trace that contradicts itself: an effect on an inode that isn't there, or of the wrong kind. It is the
// recorder's fault (or a forged capsule), never the strategy's; such a trace proves nothing.

export class CrashTraceError extends Error {
  override readonly name = 'CrashTraceError';
  readonly code = 'INVALID_TRACE';
  /** Index of the effect, or null for the initial tree. */
  readonly effect: number | null;

  constructor(message: string, effect: number | null = null) {
    super(effect === null ? message : `effect ${effect}: ${message}`);
    this.effect = effect;
  }
}

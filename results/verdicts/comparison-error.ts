// Why runs can't be compared. Apart from the comparing, so that code that only names it loads no schemas.

/**
 * - TOO_FEW: there is nothing to compare the base with.
 * - DIFFERENT_SCHEMA, DIFFERENT_PROFILE, DIFFERENT_POLICY, DIFFERENT_SCENARIOS: the runs did not ask the same
 *   question; the message names the difference and the remedy.
 */
export type ComparisonErrorCode =
  | 'TOO_FEW'
  | 'DIFFERENT_SCHEMA'
  | 'DIFFERENT_PROFILE'
  | 'DIFFERENT_POLICY'
  | 'DIFFERENT_SCENARIOS';

export class ComparisonError extends Error {
  override readonly name = 'ComparisonError';
  readonly code: ComparisonErrorCode;

  constructor(code: ComparisonErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

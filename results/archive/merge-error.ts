// Why runs can't be merged. Apart from the merging, so that code that only names it loads no schemas.

/**
 * - NOTHING_TO_MERGE: no run was given.
 * - DIFFERENT_RUNS: the runs are not shards of one run; `difference` names the field.
 * - DUPLICATE_CASE: the same strategy × scenario × scope is in two of them.
 */
export type MergeErrorCode = 'NOTHING_TO_MERGE' | 'DIFFERENT_RUNS' | 'DUPLICATE_CASE';

export class MergeError extends Error {
  override readonly name = 'MergeError';
  readonly code: MergeErrorCode;
  readonly difference: string | null;

  constructor(code: MergeErrorCode, message: string, difference: string | null = null) {
    super(message);
    this.code = code;
    this.difference = difference;
  }
}

// Syncs that are not done and succeed: for work whose durability nobody judges, such as the thousands of recoveries
// from disks that are thrown away right afterwards. Waiting for the real disk would be most of their time. Says
// nothing about what a sync would have reported; syncs by native code are done as ever.
import type { Handler, HandlerDecision, Operation } from '../patch/operation.js';

export class SkipSyncs implements Handler {
  enabled: boolean;
  /** How many were left out. */
  skipped = 0;

  constructor(leavesOut: boolean) {
    this.enabled = leavesOut;
  }

  before({ kind }: Operation): HandlerDecision {
    if (!this.enabled || (kind !== 'fsync' && kind !== 'fdatasync')) return undefined;
    this.skipped += 1;
    return 'skip-sync';
  }
}

// Syncs that are not done and succeed: for work whose durability nobody judges, such as the thousands of recoveries
// from disks that are thrown away right afterwards. Waiting for the real disk would be most of their time. Says
// nothing about what a sync would have reported; syncs by native code are done as ever.
import type { Handler, HandlerDecision, Operation } from '../patch/operation.js';

export class LeaveOutSyncs implements Handler {
  leavesOut: boolean;
  /** How many were left out. */
  leftOut = 0;

  constructor(leavesOut: boolean) {
    this.leavesOut = leavesOut;
  }

  before({ kind }: Operation): HandlerDecision {
    if (!this.leavesOut || (kind !== 'fsync' && kind !== 'fdatasync')) return undefined;
    this.leftOut += 1;
    return 'unsynced';
  }
}

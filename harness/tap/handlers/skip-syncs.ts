// Skips fsync and fdatasync and reports success, for work whose durability is not judged: thousands of
// recoveries from disks that are thrown away right afterwards, where real syncs would take most of the time.
// Says nothing about what a sync would have reported; syncs by native code still happen.
import type { Handler, HandlerDecision, Operation } from '../patch/operation.js';

export class SkipSyncs implements Handler {
  enabled: boolean;
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

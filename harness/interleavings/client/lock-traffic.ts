// Counts the lock operations of this thread that have started and not ended, including those of dead runs,
// which the tap ignores: a descriptor must not be closed while native code is about to lock it. Locks without
// a descriptor are left out: they consist of file-system operations, which a dead run never ends and a live
// one may pause between.
import { subscribe } from 'node:diagnostics_channel';
import { LOCK_CHANNEL } from '../../tap/patch/lock-channel.js';

export class LockTraffic {
  underWay = 0;

  constructor() {
    subscribe(LOCK_CHANNEL, (message) => {
      if (typeof message !== 'object' || message === null) return;
      if (typeof Reflect.get(message, 'fd') !== 'number') return;
      const phase: unknown = Reflect.get(message, 'phase');
      if (phase === 'start') this.underWay += 1;
      if (phase === 'end') this.underWay = Math.max(0, this.underWay - 1);
    });
  }
}

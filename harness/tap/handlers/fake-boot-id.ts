// After a power loss the machine has booted anew. A recovery that is tried on a machine that went on is shown
// another boot id: whoever opens Linux's boot_id gets a stand-in with an id of its own, in every style of node:fs.
// Not covered: what native code, child processes and worker threads read, and other signs of a boot (uptime,
// btime). The dead are dead by themselves: the process that was recorded has ended before anybody recovers.
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { join, normalize } from 'node:path';
import type { Handler, HandlerDecision, Operation } from '../patch/operation.js';
import { originalFs } from '../patch/original-fs.js';

const WRITES = constants.O_WRONLY | constants.O_RDWR;

const BOOT_ID = 'boot_id';
export const BOOT_ID_PATH = `/proc/sys/kernel/random/${BOOT_ID}`;

export class FakeBootId implements Handler {
  /** False: the machine goes on, as after the death of a process, and its own boot id is shown. */
  rebooted: boolean;
  /** The id that is shown. */
  readonly bootId = randomUUID();
  /** How often it was shown. */
  shown = 0;
  readonly #standIn: string;

  /** Puts the stand-in into `directory`, which must exist and outlive the handler. Throws the system error. */
  constructor(directory: string, rebooted = true) {
    this.rebooted = rebooted;
    this.#standIn = join(directory, `boot-id-${this.bootId}`);
    originalFs.writeFileSync(this.#standIn, `${this.bootId}\n`, { flag: 'wx', mode: 0o444 });
  }

  before(operation: Operation): HandlerDecision {
    if (!this.rebooted || operation.kind !== 'open') return undefined;
    // Whoever would write to it is the kernel's to refuse.
    if ((operation.flags & WRITES) !== 0) return undefined;
    if (!operation.path.endsWith(BOOT_ID) || normalize(operation.path) !== BOOT_ID_PATH) return undefined;
    this.shown += 1;
    return { openInstead: this.#standIn };
  }
}

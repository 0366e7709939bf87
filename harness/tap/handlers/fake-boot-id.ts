// Shows another boot id after a simulated power loss: an open of Linux's boot_id opens a file with a made-up
// id instead, in every style of node:fs. Locks that compare boot ids then see a machine that was restarted.
// Not covered: reads by native code, child processes and worker threads, and other signs of a boot (uptime,
// btime). Dead pids need no faking: the recorded process has ended before any recovery starts.
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { join, normalize } from 'node:path';
import type { Handler, HandlerDecision, Operation } from '../patch/operation.js';
import { originalFs } from '../patch/original-fs.js';

const WRITES = constants.O_WRONLY | constants.O_RDWR;

const BOOT_ID = 'boot_id';
const BOOT_ID_PATH = `/proc/sys/kernel/random/${BOOT_ID}`;

export class FakeBootId implements Handler {
  /** False: show the machine's own boot id, as after the death of a process. */
  rebooted: boolean;
  readonly bootId = randomUUID();
  /** How often the made-up id was opened. */
  shown = 0;
  readonly #file: string;

  /**
   * Writes the made-up id into `directory`, which must exist and outlive the handler. Throws the system
   * error.
   */
  constructor(directory: string, rebooted = true) {
    this.rebooted = rebooted;
    this.#file = join(directory, `boot-id-${this.bootId}`);
    originalFs.writeFileSync(this.#file, `${this.bootId}\n`, { flag: 'wx', mode: 0o444 });
  }

  before(operation: Operation): HandlerDecision {
    if (!this.rebooted || operation.kind !== 'open') return undefined;
    // The kernel refuses to open it for writing.
    if ((operation.flags & WRITES) !== 0) return undefined;
    if (!operation.path.endsWith(BOOT_ID) || normalize(operation.path) !== BOOT_ID_PATH) return undefined;
    this.shown += 1;
    return { pathInstead: this.#file };
  }
}

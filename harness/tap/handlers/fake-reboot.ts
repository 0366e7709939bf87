// Shows a machine that was restarted, after a simulated power loss: another boot id, and a short uptime in
// `os.uptime`, /proc/uptime and the btime of /proc/stat. Opens of these files open files with made-up content
// instead, in every style of node:fs. Locks that ask whether they are older than the boot then see what they
// would see. Not covered: reads by native code, child processes and worker threads, and monotonic clocks,
// which begin anew with a boot. Dead pids are shown by `DeadProcesses`.
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { basename, join, normalize } from 'node:path';
import type { Handler, HandlerDecision, Operation } from '../patch/operation.js';
import { originalFs } from '../patch/original-fs.js';

const WRITES = constants.O_WRONLY | constants.O_RDWR;
/** Of a machine that has just come up, well after anything that is a minute old. */
const UPTIME_S = 20;
const MS_PER_S = 1000;

export class FakeReboot implements Handler {
  /** False: show the machine as it is, as after the death of a process. */
  rebooted: boolean;
  readonly bootId = randomUUID();
  /** How often a made-up file was opened. */
  shown = 0;
  /** By path: the file to be opened instead. */
  readonly #files = new Map<string, string>();

  /**
   * Writes the made-up files into `directory`, which must exist and outlive the handler. `wallMs`: the wall
   * clock now that the machine has come up. Throws the system error.
   */
  constructor(directory: string, rebooted = true, wallMs = Date.now()) {
    this.rebooted = rebooted;
    const put = (path: string, text: string): void => {
      const file = join(directory, `${basename(path)}-${this.bootId}`);
      originalFs.writeFileSync(file, text, { flag: 'wx', mode: 0o444 });
      this.#files.set(path, file);
    };
    put('/proc/sys/kernel/random/boot_id', `${this.bootId}\n`);
    put('/proc/uptime', `${UPTIME_S}.00 ${UPTIME_S}.00\n`);
    if (!originalFs.existsSync('/proc/stat')) return;
    const btime = `btime ${Math.floor(wallMs / MS_PER_S) - UPTIME_S}`;
    put('/proc/stat', originalFs.readFileSync('/proc/stat', 'latin1').replace(/^btime \d+$/m, btime));
  }

  uptimeS(): number | undefined {
    return this.rebooted ? UPTIME_S : undefined;
  }

  before(operation: Operation): HandlerDecision {
    if (!this.rebooted || operation.kind !== 'open' || !operation.path.startsWith('/proc')) return undefined;
    // The kernel refuses to open them for writing.
    if ((operation.flags & WRITES) !== 0) return undefined;
    const file = this.#files.get(normalize(operation.path));
    if (file === undefined) return undefined;
    this.shown += 1;
    return { pathInstead: file };
  }
}

// Ends a client that doesn't come back from its turn. The scheduler blocks meanwhile, so a thread of its own
// looks at regular times whether the same turn is still under way, and SIGKILLs that client's process, which
// ends the scheduler's waiting. The thread keeps no process alive and costs a turn two stores into shared
// memory. It counts its looks instead of reading a clock: what slows down or suspends the whole machine holds
// up the thread too. A look does not count when the client's process has mostly waited for a processor since
// the last one (on Linux, where that is known).
import { Worker } from 'node:worker_threads';
import { timeLimitsHold } from '../../processes/inspection.js';

/** Real time; far more than any turn takes that ends at all. */
export const TURN_MS_MAX = 10_000;
const LOOKS_MAX = 20;
/**
 * After the first hang, which is run again to see whether it comes back, waiting as long again would tell
 * nothing.
 */
const LOOKS_MAX_LATER = LOOKS_MAX / 4;

/** Slots of the shared memory. An odd turn is under way. */
const TURN = 0;
const PID = 1;
const KILLED = 2;
const STOP = 3;
const SLOTS = 4;

const threadSource = `
const { workerData: { memory, lookEveryMs } } = require('node:worker_threads');
const { readFileSync, readdirSync } = require('node:fs');
const slots = new Int32Array(memory);
/** Of all threads: clients may be threads, of which one runs at a time. */
const starvedMs = (pid) => {
  if (process.platform !== 'linux') return 0;
  try {
    const waited = (task) => Number(readFileSync('/proc/' + pid + '/task/' + task + '/schedstat', 'latin1').split(' ')[1]);
    return readdirSync('/proc/' + pid + '/task').reduce((sum, task) => sum + waited(task), 0) / 1e6;
  } catch {
    return 0;
  }
};
let starved = 0;
let seen = -1;
let looks = 0;
let looksMax = ${LOOKS_MAX};
while (Atomics.wait(slots, ${STOP}, 0, lookEveryMs) === 'timed-out') {
  const turn = Atomics.load(slots, ${TURN});
  const pid = Atomics.load(slots, ${PID});
  if (turn !== seen) {
    seen = turn;
    looks = 0;
    starved = turn % 2 === 0 ? 0 : starvedMs(pid);
  } else if (turn % 2 !== 0) {
    const now = starvedMs(pid);
    const isStarved = now - starved > lookEveryMs / 2;
    starved = now;
    if (isStarved || ++looks < looksMax) continue;
    Atomics.store(slots, ${KILLED}, pid);
    if (Atomics.load(slots, ${TURN}) === turn) {
      try { process.kill(pid, 'SIGKILL'); } catch {}
    }
    looks = 0;
    looksMax = ${LOOKS_MAX_LATER};
  }
}
`;

export class TurnTimeout {
  readonly #slots = new Int32Array(new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT));

  constructor(turnMsMax = TURN_MS_MAX) {
    const lookEveryMs = timeLimitsHold() ? turnMsMax / LOOKS_MAX : Number.POSITIVE_INFINITY;
    const thread = new Worker(threadSource, {
      eval: true,
      name: 'turn timeout',
      execArgv: [],
      env: {},
      workerData: { memory: this.#slots.buffer, lookEveryMs },
    });
    thread.unref();
  }

  /** A turn of the client in this process begins. */
  begin(pid: number): void {
    Atomics.store(this.#slots, PID, pid);
    Atomics.add(this.#slots, TURN, 1);
  }

  end(): void {
    Atomics.add(this.#slots, TURN, 1);
  }

  /** Whether this process was ended for not coming back. */
  ended(pid: number): boolean {
    return Atomics.load(this.#slots, KILLED) === pid;
  }

  stop(): void {
    Atomics.store(this.#slots, STOP, 1);
    Atomics.notify(this.#slots, STOP);
  }
}

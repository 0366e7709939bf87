// Ends a client that doesn't come back from its turn: the scheduler blocks meanwhile, so a thread of its own looks
// now and then whether the same turn is still under way and SIGKILLs that client's process, which ends the
// scheduler's waiting. It keeps no process alive and costs a turn two stores into shared memory.
import { Worker } from 'node:worker_threads';

/** Real time; far more than any turn takes that ends at all. */
const TURN_MS_MAX = 10_000;
const LOOKS_PER_TURN_MAX = 20;
/** What has not come back once is run again to see whether that comes back: it is not waited for as long again. */
const FRACTION_AFTER_FIRST = 4;

/** Slots of the shared memory. An odd turn is under way. */
const TURN = 0;
const PID = 1;
const KILLED = 2;
const STOP = 3;
const SLOTS = 4;

const threadSource = `
const { workerData: { memory, turnMsMax, lookMs } } = require('node:worker_threads');
const slots = new Int32Array(memory);
let seen = -1;
let sinceMs = 0;
let patienceMs = turnMsMax;
while (Atomics.wait(slots, ${STOP}, 0, lookMs) === 'timed-out') {
  const turn = Atomics.load(slots, ${TURN});
  const pid = Atomics.load(slots, ${PID});
  const nowMs = performance.now();
  if (turn !== seen) {
    seen = turn;
    sinceMs = nowMs;
  } else if (turn % 2 !== 0 && nowMs - sinceMs >= patienceMs) {
    Atomics.store(slots, ${KILLED}, pid);
    if (Atomics.load(slots, ${TURN}) === turn) {
      try { process.kill(pid, 'SIGKILL'); } catch {}
    }
    patienceMs = turnMsMax / ${FRACTION_AFTER_FIRST};
    sinceMs = nowMs;
  }
}
`;

export class TurnTimeout {
  readonly #slots = new Int32Array(new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT));

  constructor(turnMsMax = TURN_MS_MAX) {
    const thread = new Worker(threadSource, {
      eval: true,
      name: 'turn guard',
      execArgv: [],
      env: {},
      workerData: { memory: this.#slots.buffer, turnMsMax, lookMs: turnMsMax / LOOKS_PER_TURN_MAX },
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

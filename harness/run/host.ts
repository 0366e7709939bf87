// A host process as the runner sees it: performs one task after another, a case or an exploration, and is
// ended when it is silent, overdue or no longer needed. How a task ended is returned as data; the caller
// judges what it means.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Fact, factSchema } from '../../results/facts/facts.js';
import { type Child, type ChildEnding, forkEntry } from '../processes/fork.js';
import { timeLimitsHold } from '../processes/inspection.js';
import { pidsDirectory } from '../processes/process-registry.js';
import { RunningTime } from '../processes/running-time.js';
import { treeMemory } from '../processes/tree-memory.js';
import type { WorkDirectory } from '../processes/work-directory.js';
import { FACTS_FILE, type HostedTask, type HostOrder } from './host-orders.js';
import { type HostReport, hostReportSchema } from './host-reports.js';

const ENTRY = new URL('./host-entry.js', import.meta.url);
const LOOK_EVERY_MS = 250;

/** How long a task may keep us waiting, in milliseconds in which this process was running, and what it may use. */
export interface HostLimits {
  /** Without a sign of life. */
  silentMsMax: number;
  /** Without one while nothing of the strategy is under way; absent: as long as ever. */
  betweenCalls?: { silentMsMax: number; isIt: () => boolean };
  /** The whole task. */
  taskMsMax: number;
  /** Of memory that the host and all that it started keep resident. Linux only. */
  memoryBytesMax: number;
  /** After an interruption, to keep what was found so far. 0: it is given up at once. */
  stopMsMax: number;
}

export type HostEnding =
  | { type: 'done' }
  | { type: 'faulted'; reason: string; code: string | null }
  /** The process ended by itself. */
  | { type: 'ended'; how: ChildEnding }
  | { type: 'silent'; afterMs: number }
  | { type: 'overdue'; afterMs: number }
  | { type: 'memory'; bytes: number; bytesMax: number }
  | { type: 'aborted' };

export type HostProgress = Extract<HostReport, { say: 'progress' }>['progress'];

export class Host {
  readonly #child: Child;
  #usable: boolean = true;

  constructor(work: WorkDirectory) {
    this.#child = forkEntry(ENTRY, {
      registerProcess: work.registerProcess,
      args: [path.join(work.path, pidsDirectory)],
      ipc: true,
      stderr: 'tail',
      // Begins with the run's directory, so that the reaper finds what the host has left.
      mark: path.join(work.path, randomUUID()),
    });
  }

  /**
   * false once anything in it died, hung or went wrong. A timer that the strategy left may also end it
   * between tasks.
   */
  get usable(): boolean {
    return this.#usable && this.#child.running;
  }

  /**
   * One at a time. Resolves when the task has ended, in whatever way; only after `done` is the host usable
   * again.
   */
  async perform(
    task: HostedTask,
    limits: HostLimits,
    signal: AbortSignal,
    observe: (progress: HostProgress) => void = () => {},
  ): Promise<HostEnding> {
    const ending = await this.#attend(task, limits, signal, observe);
    this.#usable &&= ending.type === 'done';
    return ending;
  }

  /** Ends the host, its actors, and what the strategy may have left behind. */
  end(): void {
    this.#usable = false;
    this.#child.end();
  }

  #attend(
    task: HostedTask,
    { silentMsMax, betweenCalls, taskMsMax, memoryBytesMax, stopMsMax }: HostLimits,
    signal: AbortSignal,
    observe: (progress: HostProgress) => void,
  ): Promise<HostEnding> {
    return new Promise((resolve) => {
      const time = new RunningTime(LOOK_EVERY_MS, this.#child.pid ?? 'self');
      let heardMs = 0;
      let stoppedMs: number | null = null;
      const stop = (): void => {
        stoppedMs = time.ms;
        if (stopMsMax === 0) finish({ type: 'aborted' });
        else this.#send({ do: 'stop' });
      };
      const stopListening = this.#child.listen((message) => {
        heardMs = time.ms;
        const report = hostReportSchema.safeParse(message).data;
        if (report?.say === 'progress') observe(report.progress);
        else if (report?.say === 'done') finish({ type: 'done' });
        else if (report?.say === 'faulted')
          finish({ type: 'faulted', reason: report.reason, code: report.code });
      });
      const timer = setInterval(() => {
        time.look();
        if (stoppedMs !== null) {
          if (time.ms - stoppedMs > stopMsMax) finish({ type: 'aborted' });
        } else if (!timeLimitsHold()) return;
        else if (time.ms - heardMs > silentMsMax) {
          const afterMs = betweenCalls?.isIt() ? betweenCalls.silentMsMax : silentMsMax;
          if (time.ms - heardMs > afterMs) finish({ type: 'silent', afterMs });
        } else if (time.ms > taskMsMax) finish({ type: 'overdue', afterMs: taskMsMax });
        const bytes = this.#child.pid === null ? 0 : (treeMemory(this.#child.pid) ?? 0);
        if (bytes > memoryBytesMax) finish({ type: 'memory', bytes, bytesMax: memoryBytesMax });
      }, LOOK_EVERY_MS);
      const finish = (ending: HostEnding): void => {
        clearInterval(timer);
        stopListening();
        signal.removeEventListener('abort', stop);
        resolve(ending);
      };
      void this.#child.ended.then((how) => finish({ type: 'ended', how }));
      this.#send(task);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop);
    });
  }

  #send(order: HostOrder): void {
    this.#child.send(order);
  }
}

/**
 * The facts that a task has left in its directory. A last line that its writer did not live to finish is
 * dropped.
 */
export function readFacts(directory: string): Fact[] {
  const file = path.join(directory, FACTS_FILE);
  if (!fs.existsSync(file)) return [];
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  lines.pop();
  return lines.map((line) => factSchema.parse(JSON.parse(line)));
}

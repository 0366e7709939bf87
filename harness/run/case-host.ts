// Runs cases in a host process and turns whatever becomes of that process into facts: a host that died or fell
// silent inside strategy code is a result about the strategy; anything else is the harness's fault. A host
// serves the cases of one strategy for as long as nothing in it died.
import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Fact, factSchema } from '../../results/facts/facts.js';
import type { CaseEntry } from '../../results/facts/run-record.js';
import type { DeathFact } from '../../results/vocabulary/death.js';
import { readActivity, threadOfActivityFile } from '../actors/activity.js';
import { killTree } from '../processes/kill-tree.js';
import { killStrays, strayMark } from '../processes/strays.js';
import { holdWatchdog, watchdogStdio } from '../processes/watchdog.js';
import {
  ACTIVITY_FILE,
  ALIVE,
  type CaseEnd,
  type CaseTask,
  caseEndSchema,
  FACTS_FILE,
} from './host-protocol.js';

const ENTRY = fileURLToPath(new URL('./host-entry.js', import.meta.url));

/** A host whose event loop has not turned for this long is stuck in strategy code. */
const SILENT_MS_MAX = 15_000;
/** Nothing that a profile plans takes this long; it ends what hangs in a way that nobody foresaw. */
export const CASE_MS_MAX = { quick: 120_000, standard: 300_000, soak: 3_600_000 };
const LOOK_EVERY_MS = 250;

export interface CaseOutcome {
  facts: Fact[];
  state: CaseEntry['state'];
  /** The system error code behind a fault of the harness, if there is one. */
  faultCode: string | null;
  durationMs: number;
}

type HostEnding =
  | { type: 'said'; end: CaseEnd }
  | { type: 'exited'; code: number | null; signal: NodeJS.Signals | null; stderr: string }
  | { type: 'silent'; afterMs: number }
  | { type: 'overdue'; afterMs: number }
  | { type: 'aborted' };

/** A host process that works through cases of one strategy. */
export class CaseHost {
  readonly #child: ChildProcess;
  readonly #mark: string;
  readonly #unregister: () => void;
  #stderr = '';
  #usable = true;

  /**
   * `mark`: no other host has it while this one lives; what the strategy starts is found by it.
   * `registerProcess` notes the child on disk, so that whoever comes after us can end it.
   */
  constructor(mark: string, registerProcess: (pid: number) => () => void) {
    this.#mark = mark;
    const watchdog = watchdogStdio(['ignore', 'ignore', 'pipe', 'ipc'] as const);
    this.#child = fork(ENTRY, [], {
      stdio: watchdog.stdio,
      env: { ...process.env, ...watchdog.env, ...strayMark(mark) },
      execArgv: [],
    });
    holdWatchdog(this.#child, watchdog.fd);
    this.#unregister = this.#child.pid === undefined ? () => {} : registerProcess(this.#child.pid);
    // A timer that the strategy left running may end it between two cases.
    this.#child.once('exit', () => {
      this.#usable = false;
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-STDERR_CHARACTERS_MAX);
    });
  }

  /** false once anything died, hung or went wrong in it. */
  get usable(): boolean {
    return this.#usable;
  }

  async run(task: CaseTask, signal: AbortSignal): Promise<CaseOutcome> {
    const startedMs = performance.now();
    const ending = await this.#ended(task, signal);
    const facts = readFacts(path.join(task.directory, FACTS_FILE));
    const { state, death, faultCode } = judgeEnding(ending, whereItEnded(task.directory));
    if (death !== null) facts.push(death);
    const clean = ending.type === 'said' && state.type === 'done';
    this.#usable &&= clean && facts.every((fact) => fact.kind !== 'death');
    return { facts, state, faultCode, durationMs: performance.now() - startedMs };
  }

  /** The host, its actors, and what the strategy may have left behind. */
  end(): void {
    this.#usable = false;
    if (this.#child.pid !== undefined) killTree(this.#child.pid);
    killStrays(this.#mark);
    this.#unregister();
  }

  #ended(task: CaseTask, signal: AbortSignal): Promise<HostEnding> {
    const child = this.#child;
    return new Promise((resolve) => {
      const startedMs = performance.now();
      const caseMsMax = CASE_MS_MAX[task.profile];
      let heardMs = startedMs;
      const hear = (message: unknown): void => {
        heardMs = performance.now();
        if (message === ALIVE) return;
        const said = caseEndSchema.safeParse(message);
        if (said.success) finish({ type: 'said', end: said.data });
      };
      const abort = (): void => finish({ type: 'aborted' });
      const failed = (error: Error): void =>
        finish({ type: 'said', end: { say: 'faulted', reason: error.message, code: null } });
      const exited = (code: number | null, killedBy: NodeJS.Signals | null): void =>
        finish({ type: 'exited', code, signal: killedBy, stderr: this.#stderr });
      const timer = setInterval(() => {
        const nowMs = performance.now();
        if (nowMs - heardMs > SILENT_MS_MAX) finish({ type: 'silent', afterMs: SILENT_MS_MAX });
        else if (nowMs - startedMs > caseMsMax) finish({ type: 'overdue', afterMs: caseMsMax });
      }, LOOK_EVERY_MS);
      const finish = (ending: HostEnding): void => {
        clearInterval(timer);
        signal.removeEventListener('abort', abort);
        child.off('message', hear).off('error', failed).off('exit', exited);
        resolve(ending);
      };
      child.on('message', hear).once('error', failed).once('exit', exited);
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort);
      if (child.connected) child.send(task, () => {});
    });
  }
}

const STDERR_CHARACTERS_MAX = 2000;

/** The strategy code that the host was inside of, be it in one of its worker threads. */
function whereItEnded(directory: string): Pick<DeathFact, 'inside' | 'actor'> {
  const { place } = readActivity(path.join(directory, ACTIVITY_FILE));
  if (place !== 'outside') return { inside: place, actor: null };
  for (const file of fs.readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const actor = threadOfActivityFile(path.basename(file));
    if (actor === null) continue;
    const inside = readActivity(path.join(directory, file)).place;
    if (inside !== 'outside') return { inside, actor };
  }
  return { inside: 'outside', actor: null };
}

function judgeEnding(
  ending: HostEnding,
  where: Pick<DeathFact, 'inside' | 'actor'>,
): { state: CaseEntry['state']; death: DeathFact | null; faultCode: string | null } {
  const died = (how: DeathFact['how']) => ({
    state: { type: 'done' } as const,
    death: { kind: 'death', how, ...where } satisfies DeathFact,
    faultCode: null,
  });
  const faulted = (reason: string, faultCode: string | null = null) => ({
    state: { type: 'faulted', reason } as const,
    death: null,
    faultCode,
  });
  switch (ending.type) {
    case 'said':
      if (ending.end.say === 'faulted') return faulted(ending.end.reason, ending.end.code);
      return { state: { type: 'done' }, death: null, faultCode: null };
    case 'silent':
      return died({ type: 'hang', afterMs: ending.afterMs });
    case 'overdue':
      return faulted(`not finished after ${ending.afterMs / 1000} s`);
    case 'aborted':
      return faulted('interrupted');
    case 'exited': {
      const how: DeathFact['how'] =
        ending.signal === null
          ? { type: 'exit', exitCode: ending.code }
          : { type: 'signal', signal: ending.signal };
      if (where.inside !== 'outside') return died(how);
      const last = ending.stderr.trim().split('\n').at(-1) ?? '';
      return faulted(
        `the host process ended by itself (${ending.signal ?? `exit code ${ending.code}`}) ${last}`.trim(),
      );
    }
    default:
      return ending satisfies never;
  }
}

/** A last line that its writer did not live to finish is dropped. */
function readFacts(file: string): Fact[] {
  if (!fs.existsSync(file)) return [];
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  lines.pop();
  return lines.map((line) => factSchema.parse(JSON.parse(line)));
}

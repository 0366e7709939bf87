// Progress on stderr: one live line on a terminal, one plain line per finished case everywhere else, nothing
// under -q. Warnings are always printed.
import { counted, duration } from '../../../reports/text/quantity.js';
import type { Fact } from '../../../results/facts/facts.js';
import type { CaseEntry } from '../../../results/facts/run-record.js';
import type { PlannedCase, RunObserver } from '../../run/run-contract.js';
import type { Io } from '../io.js';
import { remainingMs } from './progress-estimate.js';

const clearLine = '\r\u001b[K';
const redrawMs = 1000;

export interface Progress extends RunObserver {
  /** Removes the live line; nothing is drawn afterwards. */
  close(): void;
}

/** Whether a case shows a failure. */
type FailsIn = (entry: CaseEntry, facts: readonly Fact[], level: PlannedCase['level']) => Promise<boolean>;

export function watchProgress(io: Io, quiet: boolean, failsIn: FailsIn): Progress {
  const live = !quiet && io.stderr.isTTY && io.env.TERM !== 'dumb' && (io.env.CI ?? '') === '';
  const board = new Board(io, live);
  const stopTicking = live ? io.every(redrawMs, () => board.draw()) : () => undefined;
  return {
    planned: (cases) => board.plan(cases),
    started: (index) => board.start(index),
    finished: (index, entry, facts) => {
      const done = board.finish(index);
      if (quiet) return;
      const look = () => failsIn(entry, facts, board.levelOf(index));
      void board.failed(index, look).then((failed) => {
        if (!live) io.stderr.write(`${board.plainLine(index, entry, done, failed)}\n`);
      });
    },
    skipped: (index) => void board.finish(index),
    warning: (text) => board.above(`warning: ${text}\n`),
    close: () => {
      stopTicking();
      board.close();
    },
  };
}

class Board {
  private cases: readonly PlannedCase[] = [];
  private readonly finished = new Map<number, number>();
  private readonly startedAt = new Map<number, number>();
  private readonly beginMs: number;
  /** Cases that decide something and show a failure. */
  private failures = 0;
  /** What stands on the live line; empty when there is none. */
  private shown = '';

  constructor(
    private readonly io: Io,
    private live: boolean,
  ) {
    this.beginMs = io.elapsedMs();
  }

  plan(cases: readonly PlannedCase[]): void {
    this.cases = cases;
    this.draw();
  }

  start(index: number): void {
    this.startedAt.set(index, this.io.elapsedMs());
    this.draw();
  }

  /** How many are finished now. */
  finish(index: number): number {
    const now = this.io.elapsedMs();
    this.finished.set(index, now - (this.startedAt.get(index) ?? now));
    this.startedAt.delete(index);
    this.draw();
    return this.finished.size;
  }

  levelOf(index: number): PlannedCase['level'] {
    return this.cases[index]?.level;
  }

  /**
   * Counts the case if it decides something and shows a failure. Measurements run alone, so nothing is looked at beside
   * them.
   */
  async failed(index: number, look: () => Promise<boolean>): Promise<boolean> {
    const planned = this.cases[index];
    if (planned?.decides !== true || planned.lane === 'measured') return false;
    const failed = await look().catch(() => false);
    if (failed) this.failures += 1;
    return failed;
  }

  plainLine(index: number, entry: CaseEntry, done: number, failed: boolean): string {
    const planned = this.cases[index];
    const name = planned === undefined ? `case ${index + 1}` : caseName(planned);
    const end = entry.state.type === 'done' ? 'done' : `the harness failed: ${entry.state.reason}`;
    const shown = failed ? ', with a failure' : '';
    return `[${done}/${this.cases.length}] ${name}: ${end}${shown} in ${duration(entry.durationMs)}`;
  }

  /** Writes a line of its own, above the live one. */
  above(text: string): void {
    this.io.stderr.write(this.shown === '' ? text : `${clearLine}${text}`);
    this.shown = '';
    this.draw();
  }

  draw(): void {
    if (!this.live) return;
    const width = (this.io.stderr.columns ?? 80) - 1;
    this.shown = clip(this.liveLine(), width);
    this.io.stderr.write(`${clearLine}${this.shown}`);
  }

  close(): void {
    if (this.shown !== '') this.io.stderr.write(clearLine);
    this.shown = '';
    this.live = false;
  }

  private liveLine(): string {
    const now = this.io.elapsedMs();
    const running = new Map([...this.startedAt].map(([index, at]) => [index, now - at] as const));
    const left = remainingMs({ cases: this.cases, finished: this.finished, running });
    const names = [...running.keys()].flatMap((index) => {
      const planned = this.cases[index];
      return planned === undefined ? [] : [caseName(planned)];
    });
    const eta = left === null ? '' : ` · about ${duration(left)} left`;
    const current = names.length > 0 ? ` · ${names.join(', ')}` : '';
    const failures = this.failures === 0 ? '' : ` · ${counted(this.failures, 'case')} with failures`;
    return `${this.finished.size}/${this.cases.length} · ${duration(now - this.beginMs)}${eta}${failures}${current}`;
  }
}

function caseName({ strategy, scenario, scope }: PlannedCase): string {
  return scope === 'single' ? `${strategy} × ${scenario}` : `${strategy} × ${scenario} (${scope})`;
}

function clip(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(1, width - 1))}…`;
}

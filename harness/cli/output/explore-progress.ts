// Progress of an exploration on stderr: one live line on a terminal; elsewhere a line whenever the bound or the
// variant changes, and now and then between; nothing under -q.
import { duration } from '../../../reports/text/quantity.js';
import type { InterleavingPlan } from '../../../scenarios/lab.js';
import type { ExploreProgress } from '../../run/run-contract.js';
import type { Io } from '../io.js';

const clearLine = '\r\u001b[K';
const plainEveryMs = 10_000;

export interface ExploreWatch {
  observe(progress: ExploreProgress): void;
  /** The last progress; null: none yet. */
  last(): ExploreProgress | null;
  /** Removes the live line. */
  close(): void;
}

export function watchExploration(io: Io, plans: readonly InterleavingPlan[], quiet: boolean): ExploreWatch {
  const live = !quiet && io.stderr.isTTY && io.env.TERM !== 'dumb' && (io.env.CI ?? '') === '';
  const beginMs = io.elapsedMs();
  let last: ExploreProgress | null = null;
  /** The first progress of a plan: what came before it was starting clients. */
  let base = { atMs: beginMs, schedules: 0 };
  let printedMs = Number.NEGATIVE_INFINITY;
  let shown = false;
  const lineOf = ({ plan, schedules, bound }: ExploreProgress): string => {
    const nowMs = io.elapsedMs();
    const spentMs = nowMs - base.atMs;
    const since = schedules - base.schedules;
    const perSecond = Math.round((since * 1000) / spentMs);
    const rate = since > 0 && spentMs > 0 ? ` · ${perSecond.toLocaleString('en-US')}/s` : '';
    const search = plans[plan]?.search ?? 'dfs';
    const what = search === 'dfs' ? `preemptions ${bound}` : search;
    const name = plans[plan]?.variant ?? `plan ${plan + 1}`;
    return `${name}: ${what} · ${schedules.toLocaleString('en-US')} schedules${rate} · ${duration(nowMs - beginMs)}`;
  };
  return {
    observe(progress) {
      const isNews = last?.plan !== progress.plan || last.bound !== progress.bound;
      if (last?.plan !== progress.plan) base = { atMs: io.elapsedMs(), schedules: progress.schedules };
      last = progress;
      if (quiet) return;
      if (live) {
        io.stderr.write(`${clearLine}${lineOf(progress).slice(0, (io.stderr.columns ?? 80) - 1)}`);
        shown = true;
      } else if (isNews || io.elapsedMs() - printedMs >= plainEveryMs) {
        printedMs = io.elapsedMs();
        io.stderr.write(`${lineOf(progress)}\n`);
      }
    },
    last: () => last,
    close() {
      if (shown) io.stderr.write(clearLine);
    },
  };
}

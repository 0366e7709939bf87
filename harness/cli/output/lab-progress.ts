// Progress of a lab on stderr: a line when a platform is finished, with what is left, and on a terminal the
// cases of the one that is running.
import { duration } from '../../../reports/text/quantity.js';
import type { LabOutcome } from '../../../results/verdicts/lab-record.js';
import type { LabObserver } from '../../run/run-lab.js';
import { type CommandContext, warn } from '../context.js';

const clearLine = '\r\u001b[K';

export function watchLab(context: CommandContext, platforms: number): LabObserver {
  const { io, flags } = context;
  const quiet = flags().quiet === true;
  const live = !quiet && io.stderr.isTTY && io.env.TERM !== 'dumb';
  const beginMs = io.elapsedMs();
  let running = '';
  let finished = 0;
  const clear = (): void => io.stderr.write(live ? clearLine : '');
  return {
    started: (platform) => {
      running = platform;
    },
    cases: (done, planned) => {
      if (live) io.stderr.write(`${clearLine}${running}: ${done} of ${planned} cases`);
    },
    finished: ({ id, outcome, durationMs }) => {
      finished += 1;
      if (quiet) return;
      clear();
      const left = ((io.elapsedMs() - beginMs) / finished) * (platforms - finished);
      const rest = finished === platforms ? '' : `, about ${duration(left)} left`;
      io.stderr.write(
        `[${finished}/${platforms}] ${id}: ${inWords(outcome)} (${duration(durationMs)}${rest})\n`,
      );
    },
    warning: (text) => {
      clear();
      warn(context, text);
    },
  };
}

function inWords(outcome: LabOutcome): string {
  switch (outcome.type) {
    case 'run':
      return outcome.status === 'finished' ? 'judged' : 'cut off';
    case 'file':
      return 'tried';
    case 'skipped':
      return `not made: ${outcome.reasons.join('; ')}`;
    case 'failed':
      return `nothing could be run: ${outcome.reason}`;
  }
}

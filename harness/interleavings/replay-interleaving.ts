// Replays an interleaving capsule on a program of clients: follows its choices and compares the violations
// with the recorded one. A schedule that no longer fits its own strategy decides nothing; with another
// strategy it is followed as far as it fits.
import type { InterleavingCapsule } from '../../results/capsules/interleaving-capsule.js';
import type { InterleavingReplay } from '../../results/verdicts/interleaving-replay.js';
import { type ExplainedSchedule, explainSchedule } from './explain/explain-schedule.js';
import type { Program } from './program.js';

/** `own`: the clients run the strategy that the capsule was recorded with. */
export async function replayInterleaving(
  capsule: InterleavingCapsule,
  program: Program,
  own: boolean,
): Promise<InterleavingReplay> {
  const contended = capsule.contended === 'all' ? 'all' : new Set(capsule.contended);
  const stops = { contended, fresh: capsule.freshNames ?? [] } as const;
  const explained = await explainSchedule(program, capsule.choices, stops, capsule.outcome);
  const { violations, lanes, preemptions, leftAt } = explained;
  return {
    ...verdictOf(capsule, explained, own),
    recorded: capsule.outcome,
    now: { violations, lanes, preemptions, leftAt },
  };
}

/** It was not run, because of `reason`. */
export function notReplayed({ outcome }: InterleavingCapsule, reason: string): InterleavingReplay {
  return { verdict: 'inconclusive', reason: reason.replace(/\.$/, ''), recorded: outcome, now: null };
}

function verdictOf(
  { outcome, choices }: InterleavingCapsule,
  { execution: { ending }, violations, leftAt }: ExplainedSchedule,
  own: boolean,
): Pick<InterleavingReplay, 'verdict' | 'reason'> {
  if (ending.type === 'distrust') {
    return { verdict: 'inconclusive', reason: `the schedule can't be led here: ${ending.reason}` };
  }
  const found = violations.map((one) => one.class);
  if (found.includes(outcome)) {
    const how = leftAt === null ? '' : `, though the schedule fitted only up to its choice ${leftAt}`;
    return { verdict: 'same', reason: `${outcome}, as recorded${how}` };
  }
  const now = found.length === 0 ? 'nothing goes wrong' : `it is ${found.join(' and ')}`;
  if (leftAt === null) {
    return { verdict: 'different', reason: `${outcome} was recorded; now ${now}` };
  }
  const fitted = `the schedule fits only up to choice ${leftAt} of ${choices.length}`;
  if (own) {
    const reason = `${fitted}: the strategy or the platform has changed since, and only a new search can tell`;
    return { verdict: 'inconclusive', reason };
  }
  return { verdict: 'different', reason: `${outcome} was recorded; with this strategy ${now} (${fitted})` };
}

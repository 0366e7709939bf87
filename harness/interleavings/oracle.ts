// Judges one execution and names what is wrong with it: anomalies of its history, a lock that can't be taken
// any more, errors that another client must not cause, and clients that hang or end their process. Whether
// other schedules are correct is for the search to show.
import type { HistoryOp } from '../../results/vocabulary/history.js';
import type { Step, ViolationClass } from '../../results/vocabulary/schedule.js';
import { checkHistory } from '../../scenarios/checks/history/check-history.js';
import { isTornRead, notUnderstood } from '../../scenarios/checks/history/unreal-documents.js';
import type { Execution, FinalState } from './program.js';

export interface OracleJudgement {
  class: ViolationClass;
  /** What happened, in one sentence without its full stop. */
  sentence: string;
}

/**
 * Each class at most once, in the order of `ViolationClass`; empty: nothing is wrong, or the schedule was cut
 * or is distrusted and can't be judged. Throws when the recorded history is impossible (a fault of the
 * harness).
 */
export function violationsOf({ ending, steps, finalState }: Execution): OracleJudgement[] {
  if (ending.type === 'cut' || ending.type === 'distrust') return [];
  const ended: OracleJudgement[] =
    ending.type === 'finished'
      ? []
      : [{ class: ending.type, sentence: endingSentence(ending.type, ending.client, ending.how) }];
  if (finalState === null) return ended;
  return [...anomalies(finalState), ...stuckLock(finalState), ...clientErrors(finalState, steps), ...ended];
}

function anomalies({ history }: FinalState): OracleJudgement[] {
  return checkHistory(history).flatMap(({ kind, severity, witnesses: [first] }) =>
    severity === 'notice' || kind === 'error-after-commit'
      ? []
      : [{ class: kind, sentence: withoutStop(first?.description ?? kind) }],
  );
}

/** A fresh client that can't read the document has found a torn one, which the history shows already. */
function stuckLock({ probe }: FinalState): OracleJudgement[] {
  if (probe === null || (probe.code !== null && notUnderstood.has(probe.code))) return [];
  const description = describeError(probe.code, probe.message);
  const sentence = `A fresh client could not write when everybody else had stopped: ${description}`;
  return [{ class: 'stuck-lock', sentence }];
}

function clientErrors({ history }: FinalState, steps: readonly Step[]): OracleJudgement[] {
  const died = new Set(steps.flatMap(({ kind, client }) => (kind === 'crash' ? [client] : [])));
  const lostTime = steps.some(({ kind }) => kind === 'pause' || kind === 'stall' || kind === 'clock-jump');
  for (const op of history.ops) {
    const description = died.has(op.actor) ? null : unexpected(op, lostTime);
    if (description === null) continue;
    return [
      { class: 'client-error', sentence: `The ${op.kind} of client ${op.actor} failed with ${description}` },
    ];
  }
  return [];
}

/**
 * Other clients may cause CONFLICT and LOCKED, and lost time may cause LOCK_LOST: a lock with a deadline can
 * do no more than notice and report that. A document that can't be understood has a class of its own.
 */
function unexpected({ kind, outcome, completeNs }: HistoryOp, lostTime: boolean): string | null {
  if (!('message' in outcome) || completeNs === null) return null;
  const { code, message } = outcome;
  if (code === 'CONFLICT' || code === 'LOCKED' || (code === 'LOCK_LOST' && lostTime)) return null;
  const isTorn = code !== null && (kind === 'read' ? isTornRead(code) : notUnderstood.has(code));
  return isTorn ? null : describeError(code, message);
}

function describeError(code: string | null, message: string): string {
  const oneLine = withoutStop(message.replace(/\s+/g, ' ').replace(ownDirectory, '').slice(0, messageMax));
  return code === null || oneLine.startsWith(code) ? oneLine : `${code} (${oneLine})`;
}

const messageMax = 300;
/** The directory of one schedule: different each time, and meaningless to the reader. */
const ownDirectory = /\/[^\s'"]*\/s\d+\//g;

function endingSentence(type: 'hang' | 'death', client: number, how: string): string {
  return type === 'hang'
    ? `Client ${client} did not come back from the strategy: ${withoutStop(how)}`
    : `Client ${client} was ended by the strategy: ${withoutStop(how)}`;
}

function withoutStop(text: string): string {
  return text.trim().replace(/\.$/, '');
}

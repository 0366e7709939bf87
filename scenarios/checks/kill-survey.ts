// Decides whether the kill points of a case can carry a pass: every planned point was stopped, the strategy
// could be stopped at all, and the real SIGKILLs of the sample ended like the stops at the same points.
import type { Fact } from '../../results/facts/facts.js';
import { factsOf } from '../../results/facts/facts-of.js';
import type { KillPoint, KillPointsFact } from '../../results/facts/kill-points-fact.js';
import { headOfTokens } from './history/witness-lines.js';
import { count } from './judgement.js';

/** The points that were really stopped. */
export function killPointsOf(facts: readonly Fact[]): KillPoint[] {
  return factsOf(facts, 'kill-points').flatMap(({ points }) => points.filter(({ stopped }) => stopped));
}

/** Why these points can't carry a pass; null when they can. */
export function tooFewPoints(facts: readonly Fact[]): string | null {
  const records = factsOf(facts, 'kill-points');
  if (records.length === 0) return 'No write was stopped';
  for (const record of records) {
    const reason = shortfall(record) ?? disagreement(record);
    if (reason !== null) return reason;
  }
  return null;
}

function shortfall({ distrust, writes, points, sigkillsPlanned }: KillPointsFact): string | null {
  if (distrust !== null) return `The strategy could not be stopped reliably: ${distrust}`;
  const planned = writes.reduce((sum, { pointsPlanned }) => sum + pointsPlanned, 0);
  if (planned === 0) return 'The write showed no operation at which it could be stopped';
  const stopped = points.filter((point) => point.stopped);
  const fenced = stopped.filter(({ mechanism }) => mechanism === 'fence').length;
  if (fenced < planned) return `Only ${fenced} of ${count(planned, 'kill point')} were reached`;
  const killed = stopped.filter(({ mechanism }) => mechanism === 'sigkill').length;
  if (sigkillsPlanned === 0) return 'No point was stopped by a real SIGKILL';
  if (killed < sigkillsPlanned) return `Only ${killed} of ${count(sigkillsPlanned, 'SIGKILL')} hit`;
  return null;
}

/** The first real SIGKILL that ended differently from the stop at the same point. */
function disagreement({ points }: KillPointsFact): string | null {
  for (const killed of points.filter(({ mechanism, stopped }) => mechanism === 'sigkill' && stopped)) {
    const fenced = points.find(
      ({ mechanism, stopped, documentBytes, writesBefore = 1, at, when }) =>
        mechanism === 'fence' &&
        stopped &&
        documentBytes === killed.documentBytes &&
        writesBefore === (killed.writesBefore ?? 1) &&
        at === killed.at &&
        when === killed.when,
    );
    const [real, foretold] = [outcomeOf(killed), fenced === undefined ? 'nothing' : outcomeOf(fenced)];
    if (real !== foretold) return `SIGKILL and fence disagree ${placeOf(killed)}: ${real} and ${foretold}`;
  }
  return null;
}

/**
 * What a stop and a SIGKILL must have in common: the recovered document, the next write, the number of
 * leftover files.
 */
function outcomeOf({ recovered, lastAcked, pending, nextWrite, litter }: KillPoint): string {
  const role = (token: string | null): string => {
    if (token === null) return 'no token';
    return token === lastAcked.token ? 'acknowledged' : pending.includes(token) ? 'under way' : 'unknown';
  };
  const found =
    recovered.type === 'document'
      ? `${role(recovered.observed.token)}${recovered.observed.intact ? '' : ' torn'}`
      : recovered.type === 'absent'
        ? 'no document'
        : (recovered.code ?? 'no code');
  const next = nextWrite.type === 'ok' ? 'ok' : (nextWrite.code ?? 'no code');
  return `${found}, next write ${next}, ${count(litter.length, 'name')} left`;
}

function placeOf({ when, at, operation }: KillPoint): string {
  return `${when === 'half' ? 'in the middle of' : when} operation ${at} ${operation}`;
}

/** What happened around one point, line by line. */
export function killLines(point: KillPoint): string[] {
  const observed = point.recovered.type === 'document' ? point.recovered.observed.token : null;
  const tokens = [point.lastAcked.token, ...point.pending, ...(observed === null ? [] : [observed])];
  const head = headOfTokens(tokens);
  const pending = point.pending.map((token) => `token ${head(token)}`).join(', ');
  const how = point.mechanism === 'sigkill' ? 'SIGKILL' : 'stopped for good';
  return [
    `acknowledged  rev ${point.lastAcked.rev}  (token ${head(point.lastAcked.token)})`,
    `${how} ${placeOf(point)}, document of ${point.documentBytes} bytes, under way: ${pending || 'nothing'}`,
    `recovered  ${recoveredLine(point.recovered, head)}`,
    `next write  ${nextLine(point.nextWrite)}${point.agedMs > 0 ? `, once everything was ${point.agedMs / 1000} s older` : ''}`,
  ];
}

function recoveredLine(recovered: KillPoint['recovered'], head: (token: string) => string): string {
  switch (recovered.type) {
    case 'absent':
      return 'no document';
    case 'error':
      return `${recovered.code ?? 'no code'} “${recovered.message}”`;
    case 'document': {
      const { rev, token, intact } = recovered.observed;
      const name = token === null ? 'no token' : `token ${head(token)}`;
      return `rev ${rev}${intact ? '' : ' torn'}  (${name})`;
    }
  }
}

function nextLine(next: KillPoint['nextWrite']): string {
  const after = `after ${(next.recoveryNs / 1e6).toFixed(1)} ms`;
  return next.type === 'ok'
    ? `ok rev ${next.rev} ${after}`
    : `${next.code ?? 'no code'} “${next.message}” ${after}`;
}

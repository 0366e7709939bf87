// The kills of a case and whether they are enough to let anyone pass: at least as many as were planned for such
// a strategy, and a fair share of them in the middle of a write. A kill between two writes proves little.
import type { Fact } from '../../results/facts.js';
import { factsOf } from '../../results/facts.js';
import type { Kill, KillsFact } from '../../results/kills.js';
import { headOfTokens } from './history/witness-lines.js';
import { count } from './judgement.js';

export const MID_WRITE_SHARE_MIN = 0.3;

export function killsOf(facts: readonly Fact[]): Kill[] {
  return factsOf(facts, 'kills').flatMap(({ kills }) => kills);
}

/** Why these kills can't carry a pass; null when they can. */
export function tooFewKills(facts: readonly Fact[]): string | null {
  const records = factsOf(facts, 'kills');
  if (records.length === 0) return 'No kill was recorded';
  for (const record of records) {
    const reason = shortfall(record);
    if (reason !== null) return reason;
  }
  return null;
}

function shortfall({ kills, plannedMin }: KillsFact): string | null {
  if (kills.length === 0) return 'Nobody was killed';
  if (kills.length < plannedMin) return `Only ${count(kills.length, 'kill')} of at least ${plannedMin}`;
  const midWrite = kills.filter(({ landed }) => landed === 'mid-write').length;
  if (midWrite >= kills.length * MID_WRITE_SHARE_MIN) return null;
  return `Only ${midWrite} of ${count(kills.length, 'kill')} landed in the middle of a write`;
}

/** What happened around one kill, line by line. */
export function killLines(kill: Kill): string[] {
  const delayMs = (kill.delayNs / 1e6).toFixed(3);
  const observed = kill.recovered.type === 'document' ? kill.recovered.observed.token : null;
  const tokens = [kill.lastAcked.token, ...kill.pending, ...(observed === null ? [] : [observed])];
  const head = headOfTokens(tokens);
  const pending = kill.pending.map((token) => `token ${head(token)}`).join(', ');
  return [
    `acknowledged  rev ${kill.lastAcked.rev}  (token ${head(kill.lastAcked.token)})`,
    `SIGKILL no. ${kill.index} after ${delayMs} ms, ${kill.landed}, document of ${kill.documentBytes} bytes, under way: ${pending || 'nothing'}`,
    `recovered  ${recoveredLine(kill.recovered, head)}`,
    `next write  ${nextLine(kill.nextWrite)}`,
  ];
}

function recoveredLine(recovered: Kill['recovered'], head: (token: string) => string): string {
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

function nextLine(next: Kill['nextWrite']): string {
  const after = `after ${(next.recoveryNs / 1e6).toFixed(1)} ms`;
  return next.type === 'ok'
    ? `ok rev ${next.rev} ${after}`
    : `${next.code ?? 'no code'} “${next.message}” ${after}`;
}

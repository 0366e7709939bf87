// What a SIGKILL in the middle of a write may leave behind: the document that was last acknowledged or the
// one under way, a lock that the next writer gets, and no litter. Too few kills that landed say nothing.
import { type Coverage, covered, type Evidence, type Judgement } from '../../results/finding.js';
import { factsOf } from '../../results/facts.js';
import type { Kill, KillsFact } from '../../results/kills.js';
import { quantilesOf } from '../../results/statistics.js';
import type { Check } from '../scenario.js';
import { metric } from './histories.js';

/** Of the kills that a scenario aims, at least this share must have landed inside a write. */
const LANDED_SHARE_MIN = 0.3;
const RECOVERY_MS_MAX = 15_000;

type Facts = Parameters<Check['judge']>[0];

const ackedSurvives: Check = {
  id: 'acked-survives',
  title: 'An acknowledged write survives the kill of the next',
  explanation:
    'What a fresh client reads after the kill must be, token and digest included, the last acknowledged document or ' +
    'one whose write was under way. Older: an acknowledged write is lost. Unreadable or not intact: torn.',
  judge: (facts) => judgeKills(facts, survival, (n) => `the acknowledged or the newer document was read after ${n} kills`),
};

const recovers: Check = {
  id: 'recovers',
  title: 'The next write gets through',
  explanation:
    'After the kill another client writes, with 15 s of patience: locks that the kernel keeps are free at once, ' +
    'those with a stale time only after it. The recovery times are reported.',
  judge(facts) {
    const judgement = judgeKills(facts, recovery, (n) => `the next write was acknowledged after ${n} kills`);
    const times = quantilesOf(killsIn(facts).map(({ nextWrite }) => nextWrite.recoveryNs / 1e6));
    if (times === null) return judgement;
    const longestMs = killsIn(facts).reduce((longest, { nextWrite }) => Math.max(longest, nextWrite.recoveryNs / 1e6), 0);
    const metrics = [metric('recovery-median', times.median, 'ms'), metric('recovery-max', longestMs, 'ms')];
    const summary = `${judgement.summary}; lock recovered in ${times.median.toFixed(0)} ms (median), ${longestMs.toFixed(0)} ms (longest)`;
    return { ...judgement, summary, metrics };
  },
};

const noLitterAfterKill: Check = {
  id: 'no-litter-after-kill',
  title: "A dead writer's litter is gone after the next write",
  explanation:
    'Lists the directory after the write that followed the kill. Names that an ordinary write of the same strategy ' +
    'leaves too are its own business; any other is litter. M0.3: "Next writer cleans up stale .tmp file".',
  judge: (facts) => judgeKills(facts, litter, (n) => `no litter after ${n} kills and the write that followed`),
};

export const killChecks: readonly Check[] = [ackedSurvives, recovers, noLitterAfterKill];

function killsIn(facts: Facts): Kill[] {
  return factsOf(facts, 'kills').flatMap(({ kills }) => kills);
}

function judgeKills(facts: Facts, look: (kill: Kill) => Evidence | null, passed: (n: number) => string): Judgement {
  const kills = killsIn(facts);
  const evidence = kills.map(look).filter((found) => found !== null);
  const coverage: Coverage = covered(kills.length, 'kills', landing(kills));
  const [first] = evidence;
  if (first !== undefined) {
    return {
      verdict: 'fail',
      summary: `${evidence.length} of ${kills.length} kills: ${first.description}`,
      coverage: { ...coverage, failureRateBelow: null },
      evidence: evidence.slice(0, 3),
      metrics: [],
    };
  }
  const tooFew = factsOf(facts, 'kills').map(whyTooFew).find((why) => why !== null);
  if (kills.length === 0 || typeof tooFew === 'string') {
    return { verdict: 'unknown', summary: `nothing can be said: ${tooFew ?? 'nobody was killed'}`, coverage, evidence: [], metrics: [] };
  }
  return { verdict: 'pass', summary: passed(kills.length), coverage, evidence: [], metrics: [] };
}

function landing(kills: readonly Kill[]): string {
  return `${kills.filter(({ landed }) => landed === 'mid-write').length} of them between invocation and acknowledgement`;
}

function whyTooFew({ kills, plannedMin }: KillsFact): string | null {
  if (kills.length < plannedMin) return `${kills.length} of at least ${plannedMin} kills were made`;
  const landed = kills.filter((kill) => kill.landed === 'mid-write').length;
  if (landed < plannedMin * LANDED_SHARE_MIN) return `only ${landed} of ${kills.length} kills landed inside a write`;
  return null;
}

function survival(kill: Kill): Evidence | null {
  const { recovered, lastAcked, pending } = kill;
  const aim = `kill ${kill.index} (${kill.aim}, ${kill.documentBytes} bytes, ${(kill.delayNs / 1e6).toFixed(2)} ms after the start)`;
  const before = `acknowledged: rev ${lastAcked.rev} (token ${lastAcked.token}); under way: ${pending.join(', ') || 'nothing'}`;
  const evidence = (anomaly: string, description: string, read: string): Evidence => ({
    anomaly,
    description,
    witness: [before, aim, `recovery read → ${read}`],
  });
  if (recovered.type === 'absent') return evidence('missing-document', 'the document was gone', 'no document');
  if (recovered.type === 'error') {
    return evidence('torn-document', 'the document could no longer be read', `${recovered.code ?? 'error'}: ${recovered.message}`);
  }
  const { rev, token, intact } = recovered.observed;
  const read = `rev ${rev} (token ${token ?? 'none'})${intact ? '' : ', digest does not fit'}`;
  if (!intact || token === null) return evidence('torn-document', 'the document was torn', read);
  if (token === lastAcked.token || pending.includes(token)) return null;
  if (rev < lastAcked.rev) return evidence('lost-acknowledged-write', 'an acknowledged write was lost', read);
  return evidence('phantom', 'a document that nobody was writing was read', read);
}

function recovery({ nextWrite, index, recovered }: Kill): Evidence | null {
  const slow = nextWrite.recoveryNs / 1e6 > RECOVERY_MS_MAX;
  // A document that the kill tore is refused rightly; that it was torn is another check's finding.
  if (nextWrite.type === 'error' && recovered.type === 'error') return null;
  if (nextWrite.type === 'ok' && !slow) return null;
  const afterMs = (nextWrite.recoveryNs / 1e6).toFixed(0);
  const answer = nextWrite.type === 'ok' ? 'ok' : `${nextWrite.code ?? 'error'}: ${nextWrite.message}`;
  const description = nextWrite.type === 'ok' ? `the next write took ${afterMs} ms` : `the next write failed with ${nextWrite.code}`;
  return { anomaly: 'stuck-lock', description, witness: [`kill ${index}`, `next write after ${afterMs} ms → ${answer}`] };
}

function litter({ litter: names, index, nextWrite }: Kill): Evidence | null {
  if (names.length === 0 || nextWrite.type === 'error') return null;
  return { anomaly: 'litter', description: `left behind: ${names.join(', ')}`, witness: [`kill ${index}`, ...names] };
}

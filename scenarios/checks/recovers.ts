// After the kill of a writer the next write succeeds within 15 seconds, from opening the document to the
// acknowledgement. It can't distinguish a slow recovery from a slow machine, so the bound is generous.

import type { KillPoint } from '../../results/facts/kill-points-fact.js';
import type { Evidence } from '../../results/verdicts/finding.js';
import { quantilesOf } from '../../results/verdicts/statistics.js';
import type { Check } from '../scenario.js';
import { count, failed, passed, undecided } from './judgement.js';
import { killLines, killPointsOf, tooFewPoints } from './kill-survey.js';

export const RECOVERY_MS_MAX = 15_000;
const PROOFS_MAX = 3;

export const recovers: Check = {
  id: 'recovers',
  title: 'The next write gets through',
  explanation:
    'After each kill point a fresh client writes on what it read. Fails when the write is refused because of a lock ' +
    'that the dead left (stuck-lock), fails otherwise (write-after-kill-failed), or takes more than 15 seconds ' +
    '(slow-recovery). A torn document that is refused is told by `acked-survives`. Reports the median and the longest recovery, from opening to the acknowledgement.',
  judge(facts) {
    const kills = killPointsOf(facts);
    const looked = { n: kills.length, unit: 'kill points' };
    // What was made to look older says nothing of how long the next client really waits.
    const timed = kills.filter(({ agedMs }) => agedMs === 0);
    const recoveriesMs = timed.map(({ nextWrite }) => nextWrite.recoveryNs / 1e6);
    const medianMs = quantilesOf(recoveriesMs)?.median ?? 0;
    const maxMs = recoveriesMs.reduce((a, b) => Math.max(a, b), 0);
    const metrics = [
      { name: 'recovery-median', value: medianMs, unit: 'ms' },
      { name: 'recovery-max', value: maxMs, unit: 'ms' },
    ];
    const evidence = kills.flatMap(proofOf);
    if (evidence.length > 0) {
      const names = [...new Set(evidence.map(({ anomaly }) => anomaly))].join(', ');
      const summary = `${names} after ${evidence.length} of ${count(kills.length, 'kill point')}`;
      return failed(summary, looked, evidence.slice(0, PROOFS_MAX), metrics);
    }
    const looksStuck = kills.filter(isLocked).length;
    const torn = kills.filter((kill) => kill.nextWrite.type === 'error').length;
    const reason =
      tooFewPoints(facts) ??
      (looksStuck > 0
        ? `After ${count(looksStuck, 'kill point')} a lock looked held, and no SIGKILL confirmed it`
        : null) ??
      (torn > 0
        ? `After ${count(torn, 'kill point')} the document was torn and no write was possible`
        : null);
    if (reason !== null) return undecided(reason, looked, kills.length > 0 ? metrics : []);
    const summary = `The next write got through after each of ${count(kills.length, 'kill point')}, ${maxMs.toFixed(0)} ms at the latest`;
    return passed(summary, looked, metrics);
  },
};

function proofOf(kill: KillPoint): Evidence[] {
  const { nextWrite } = kill;
  const proof = (anomaly: string, description: string) => [
    { anomaly, description, witness: killLines(kill) },
  ];
  if (nextWrite.type === 'error') {
    // The fence leaves its process alive for a while; only a real death, and patience, prove a lock stuck.
    if (isLocked(kill) && kill.mechanism === 'fence') return [];
    // A document that the kill tore is rightly refused; acked-survives reports that it was torn.
    if (nextWrite.code !== 'LOCKED' && wasTorn(kill)) return [];
    return nextWrite.code === 'LOCKED'
      ? proof('stuck-lock', 'The next write was refused because of a lock that nobody alive holds.')
      : proof('write-after-kill-failed', `The next write ${howItFailed(kill)}.`);
  }
  if (kill.agedMs > 0 || nextWrite.recoveryNs <= RECOVERY_MS_MAX * 1e6) return [];
  return proof('slow-recovery', `The next write took ${(nextWrite.recoveryNs / 1e9).toFixed(1)} s.`);
}

function howItFailed({ recovered, nextWrite }: KillPoint): string {
  if (recovered.type === 'error' && recovered.unanswered === true)
    return 'had no answer, and neither had a read';
  return `failed with ${(nextWrite.type === 'error' ? nextWrite.code : null) ?? 'no code'}`;
}

function isLocked({ nextWrite }: KillPoint): boolean {
  return nextWrite.type === 'error' && nextWrite.code === 'LOCKED';
}

function wasTorn({ recovered }: KillPoint): boolean {
  return recovered.type === 'error' && recovered.code !== 'LOCKED' && recovered.unanswered !== true;
}

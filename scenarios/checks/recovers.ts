// After the writer was killed the next write gets through, within 15 seconds. Timed from the kill to the
// acknowledgement. It cannot tell a slow recovery from a slow machine, which is why the bound is generous.
import type { Evidence } from '../../results/finding.js';
import type { Kill } from '../../results/kills.js';
import { quantilesOf } from '../../results/statistics.js';
import type { Check } from '../scenario.js';
import { count, failed, passed, undecided } from './judgement.js';
import { killLines, killsOf, tooFewKills } from './kill-survey.js';

export const RECOVERY_MS_MAX = 15_000;
const PROOFS_MAX = 3;

export const recovers: Check = {
  id: 'recovers',
  title: 'The next write gets through',
  explanation:
    'After each SIGKILL a fresh client writes on what it read. Fails when the write is refused because of a lock ' +
    'that the dead left (stuck-lock), fails otherwise (write-after-kill-failed), or takes more than 15 seconds ' +
    '(slow-recovery). A torn document that is refused is told by `acked-survives`. Reports the median and the longest recovery, from the kill to the acknowledgement.',
  judge(facts) {
    const kills = killsOf(facts);
    const looked = { n: kills.length, unit: 'kills' };
    const recoveriesMs = kills.map(({ nextWrite }) => nextWrite.recoveryNs / 1e6);
    const medianMs = quantilesOf(recoveriesMs)?.median ?? 0;
    const maxMs = recoveriesMs.reduce((a, b) => Math.max(a, b), 0);
    const metrics = [
      { name: 'recovery-median', value: medianMs, unit: 'ms' },
      { name: 'recovery-max', value: maxMs, unit: 'ms' },
    ];
    const evidence = kills.flatMap(proofOf);
    if (evidence.length > 0) {
      const names = [...new Set(evidence.map(({ anomaly }) => anomaly))].join(', ');
      const summary = `${names} after ${evidence.length} of ${count(kills.length, 'kill')}`;
      return failed(summary, looked, evidence.slice(0, PROOFS_MAX), metrics);
    }
    const torn = kills.filter((kill) => kill.nextWrite.type === 'error').length;
    const reason =
      tooFewKills(facts) ??
      (torn > 0 ? `After ${count(torn, 'kill')} the document was torn and no write was possible` : null);
    if (reason !== null) return undecided(reason, looked, kills.length > 0 ? metrics : []);
    const summary = `The next write got through after each of ${count(kills.length, 'kill')}, ${maxMs.toFixed(0)} ms at the latest`;
    return passed(summary, looked, metrics);
  },
};

function proofOf(kill: Kill): Evidence[] {
  const { nextWrite } = kill;
  const proof = (anomaly: string, description: string) => [
    { anomaly, description, witness: killLines(kill) },
  ];
  if (nextWrite.type === 'error') {
    // A document that the kill tore is refused rightly; that it was torn is told by acked-survives.
    if (nextWrite.code !== 'LOCKED' && wasTorn(kill)) return [];
    return nextWrite.code === 'LOCKED'
      ? proof('stuck-lock', 'The next write was refused because of a lock that nobody alive holds.')
      : proof('write-after-kill-failed', `The next write failed with ${nextWrite.code ?? 'no code'}.`);
  }
  if (nextWrite.recoveryNs <= RECOVERY_MS_MAX * 1e6) return [];
  return proof('slow-recovery', `The next write took ${(nextWrite.recoveryNs / 1e9).toFixed(1)} s.`);
}

function wasTorn({ recovered }: Kill): boolean {
  return recovered.type === 'error' && recovered.code !== 'LOCKED';
}

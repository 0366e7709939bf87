// Acknowledged writes survive the kill of their writer: recovery reads the last acknowledged document or the
// one that was being written, whole. Judged by the token in the recovered document. The page cache survives a
// kill, so nothing here is about power loss.

import type { KillPoint } from '../../results/facts/kill-points-fact.js';
import type { Evidence } from '../../results/verdicts/finding.js';
import type { Check } from '../scenario.js';
import { isTornRead } from './history/unreal-documents.js';
import { count, failed, passed, undecided } from './judgement.js';
import { killLines, killPointsOf, tooFewPoints } from './kill-survey.js';

const PROOFS_PER_ANOMALY = 3;
/** Of what a parser throws. */
const NO_CODE = 'NO_CODE';

export const ackedSurvives: Check = {
  id: 'acked-survives',
  title: 'Acknowledged writes survive the death of their writer',
  explanation:
    'After each kill point a fresh client reads. Fails when it finds an older document than the last acknowledged one, ' +
    'or none (lost-acknowledged-write), a document whose digest is wrong or that cannot be understood ' +
    '(torn-document), one that nobody wrote (phantom), or fails to read (recovery-failed). A read refused because of ' +
    'a lock left behind, or one that gives no answer, is judged by `recovers`. M0.3: "Process Crash During Write: partial write to .tmp, target file unchanged".',
  judge(facts) {
    const kills = killPointsOf(facts).filter(isReadable);
    const looked = { n: kills.length, unit: 'kill points' };
    const evidence = kills.flatMap(proofOf);
    if (evidence.length > 0) {
      const names = [...new Set(evidence.map(({ anomaly }) => anomaly))];
      const counts = names.map((name) => {
        const n = evidence.filter(({ anomaly }) => anomaly === name).length;
        return `${n} × ${name}`;
      });
      const shown = names.flatMap((name) =>
        evidence.filter(({ anomaly }) => anomaly === name).slice(0, PROOFS_PER_ANOMALY),
      );
      return failed(`${counts.join(', ')} after ${count(kills.length, 'kill point')}`, looked, shown);
    }
    const unread = killPointsOf(facts).length - kills.length;
    const reason =
      tooFewPoints(facts) ??
      (unread > 0 ? `${count(unread, 'recovery read')} met a lock, or had no answer` : null);
    if (reason !== null) return undecided(reason, looked);
    return passed(`Everything acknowledged was there after ${count(kills.length, 'kill point')}`, looked);
  },
};

function isReadable({ recovered }: KillPoint): boolean {
  return recovered.type !== 'error' || (recovered.code !== 'LOCKED' && recovered.unanswered !== true);
}

function proofOf(kill: KillPoint): Evidence[] {
  const broken = lossOf(kill);
  return broken === null ? [] : [{ ...broken, witness: killLines(kill) }];
}

function lossOf({ recovered, lastAcked, pending }: KillPoint): Omit<Evidence, 'witness'> | null {
  switch (recovered.type) {
    case 'absent':
      return { anomaly: 'lost-acknowledged-write', description: 'Recovery found no document at all.' };
    case 'error': {
      const description = `Recovery could not read the document (${recovered.code ?? 'no code'}).`;
      const isTorn = isTornRead(recovered.code ?? NO_CODE);
      return { anomaly: isTorn ? 'torn-document' : 'recovery-failed', description };
    }
    case 'document': {
      const { rev, token, intact } = recovered.observed;
      if (!intact) {
        const description = `Recovery read rev ${rev} whose tasks do not match their digest.`;
        return { anomaly: 'torn-document', description };
      }
      if (token !== null && (token === lastAcked.token || pending.includes(token))) return null;
      if (rev < lastAcked.rev) {
        const description = `Recovery read rev ${rev} although rev ${lastAcked.rev} had been acknowledged.`;
        return { anomaly: 'lost-acknowledged-write', description };
      }
      return { anomaly: 'phantom', description: `Recovery read a rev ${rev} that nobody wrote.` };
    }
  }
}

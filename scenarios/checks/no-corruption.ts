// Every read returns a whole document that some writer wrote, and in the end a document exists. Judged by the
// digest and token inside the document, not by whether it parses. Corruption that no client read is not seen.
import type { Evidence } from '../../results/verdicts/finding.js';
import type { HistoryFact } from '../../results/vocabulary/history.js';
import type { Check } from '../scenario.js';
import { gatherAnomalies } from './anomaly-evidence.js';
import { survey, vacuity } from './contention-survey.js';
import { witnessLines } from './history/witness-lines.js';
import { count, failed, passed, undecided } from './judgement.js';

export const noCorruption: Check = {
  id: 'no-corruption',
  title: 'No torn, missing or foreign document',
  explanation:
    'Every document carries a token and a digest over its tasks, so a torn one is recognised even where it still ' +
    'parses. Fails on a read whose tasks do not match their digest, that could not be understood, or that found no ' +
    'document where one existed (torn-read); a read that is rejected with anything but LOCKED or a system error could ' +
    'not understand it, whatever the error is called; on a whole document that nobody wrote (phantom); and on a document ' +
    'that cannot be read in the end (unreadable-final). A final read that was refused because of a lock is unknown. ' +
    'M0.3: "No data corruption under any scenario".',
  judge(facts) {
    const seen = survey(facts);
    const looked = { n: seen.reads, unit: 'reads' };
    const found = gatherAnomalies(seen.histories, ['torn-read', 'phantom']);
    const unreadable = seen.histories.flatMap(unreadableEnd);
    const parts = [found.summary, unreadable.length > 0 ? `${unreadable.length} × unreadable-final` : ''];
    const kinds = parts.filter((part) => part !== '').join(', ');
    const summary = `${kinds} in ${count(seen.operations, 'operation')}`;
    const evidence = [...found.evidence, ...unreadable.slice(0, 3)];
    if (evidence.length > 0) return failed(summary, looked, evidence);
    const reason = vacuity(seen);
    if (reason !== null) return undecided(reason, looked);
    return passed(`${count(seen.reads, 'read')} saw whole documents that somebody wrote`, looked);
  },
};

function unreadableEnd(fact: HistoryFact): Evidence[] {
  if (fact.final.type !== 'fail' || fact.final.code === 'LOCKED') return [];
  return [
    {
      anomaly: 'unreadable-final',
      description: `The document cannot be read after everybody has stopped (${fact.final.code}).`,
      witness: witnessLines([{ type: 'final', outcome: fact.final }], fact.actors),
    },
  ];
}

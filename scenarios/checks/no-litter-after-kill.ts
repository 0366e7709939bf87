// The next write removes the leftover files of a killed writer. Compared with the files after an ordinary
// write of the same strategy, so that its private files don't count. Leftover files before the next write are
// legal. Says nothing where that write failed.
import type { Check } from '../scenario.js';
import { count, failed, passed, undecided } from './judgement.js';
import { killLines, killPointsOf, tooFewPoints } from './kill-survey.js';

const PROOFS_MAX = 3;

export const noLitterAfterKill: Check = {
  id: 'no-litter-after-kill',
  title: 'The next write cleans up after the dead',
  explanation:
    'Lists the directory after the write that follows each SIGKILL. Fails on names of a kind that ordinary writes of ' +
    'the same strategy do not leave, and on more of a kind than they leave: temporary files or generations that pile ' +
    'up, crash after crash. Names that count or are random are of one kind; a strategy that keeps several generations ' +
    'writes that often first. Unknown for kills after which no write got through. M0.3: "Next writer cleans up stale ' +
    '.tmp file".',
  judge(facts) {
    const kills = killPointsOf(facts).filter(({ nextWrite }) => nextWrite.type === 'ok');
    const looked = { n: kills.length, unit: 'kill points' };
    const dirty = kills.filter(({ litter }) => litter.length > 0);
    const [first] = dirty;
    if (first !== undefined) {
      const evidence = dirty.slice(0, PROOFS_MAX).map((kill) => ({
        anomaly: 'litter',
        description: `${kill.litter.slice(0, 5).join(', ')} lay there after the next write.`,
        witness: killLines(kill),
      }));
      const summary = `Litter after ${dirty.length} of ${count(kills.length, 'kill point')}, for example ${first.litter[0]}`;
      return failed(summary, looked, evidence);
    }
    const stuck = killPointsOf(facts).length - kills.length;
    const reason =
      tooFewPoints(facts) ?? (stuck > 0 ? `After ${count(stuck, 'kill point')} no write got through` : null);
    if (reason !== null) return undecided(reason, looked);
    return passed(`No litter was left after ${count(kills.length, 'kill point')} and the next write`, looked);
  },
};

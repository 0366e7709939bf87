// The kills happened: every planned point of the write was stopped, and a sample of them by a real SIGKILL
// with the same outcome. It judges the experiment and not the strategy, so it never fails: missed points, or
// two mechanisms that disagree, make everything unknown.
import { factsOf } from '../../results/facts/facts-of.js';
import type { Check } from '../scenario.js';
import { count, passed, undecided } from './judgement.js';
import { killPointsOf, tooFewPoints } from './kill-survey.js';

export const everyPointStopped: Check = {
  id: 'every-point-stopped',
  title: 'The write was stopped at every one of its points',
  explanation:
    'Before, after and (where it writes) in the middle of every operation that changes something: all of them by ' +
    'stopping everything that the write would still do, a seeded sample by a real SIGKILL. Unknown when a point was ' +
    'not reached, when a SIGKILL ended differently, or when the strategy works where it cannot be stopped (native ' +
    'addons, other processes).',
  judge(facts) {
    const points = killPointsOf(facts);
    const killed = points.filter(({ mechanism }) => mechanism === 'sigkill').length;
    const looked = { n: points.length, unit: 'kill points' };
    const operations =
      factsOf(facts, 'kill-points').flatMap(({ writes }) => writes)[0]?.operations.length ?? 0;
    const metrics = [
      { name: 'operations', value: operations, unit: 'operations' },
      { name: 'sigkills', value: killed, unit: 'kills' },
    ];
    const reason = tooFewPoints(facts);
    if (reason !== null) return undecided(reason, looked, points.length > 0 ? metrics : []);
    const sample = `${killed} of them by SIGKILL as well`;
    return passed(
      `${count(points.length - killed, 'point')} of the write were stopped, ${sample}`,
      looked,
      metrics,
    );
  },
};

// The kills hit: enough of them, and a fair share in the middle of a write. It judges the experiment rather
// than the strategy, so it never fails: kills that missed leave everything unknown.
import { factsOf } from '../../results/facts.js';
import { quantilesOf } from '../../results/statistics.js';
import type { Check } from '../scenario.js';
import { count, passed, undecided } from './judgement.js';
import { killsOf, tooFewKills } from './kill-survey.js';

export const killsLanded: Check = {
  id: 'kills-landed',
  title: 'The kills landed in the middle of writes',
  explanation:
    'Kills at random times mostly miss. At least as many kills as planned (100; fewer for strategies that recover ' +
    'by a stale time, which is said by the coverage), and at least 30 % of them between the invocation and the ' +
    'acknowledgement of a write, or every kill check is unknown.',
  judge(facts) {
    const kills = killsOf(facts);
    const midWrite = kills.filter(({ landed }) => landed === 'mid-write').length;
    const looked = { n: midWrite, unit: 'kills in the middle of a write' };
    const writesMs = factsOf(facts, 'kills').map(({ writeNsMedian }) => writeNsMedian / 1e6);
    const metrics = [
      { name: 'kills', value: kills.length, unit: 'kills' },
      { name: 'mid-write', value: midWrite, unit: 'kills' },
      { name: 'write-median', value: quantilesOf(writesMs)?.median ?? 0, unit: 'ms' },
    ];
    const reason = tooFewKills(facts);
    if (reason !== null) return undecided(reason, looked, kills.length > 0 ? metrics : []);
    return passed(
      `${midWrite} of ${count(kills.length, 'kill')} landed in the middle of a write`,
      looked,
      metrics,
    );
  },
};

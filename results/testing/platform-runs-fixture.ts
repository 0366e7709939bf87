// Judged runs of many platforms, built by rule: twenty strategies on sixteen of them, of which some warn, one was
// cut off and one lives in memory. Enough to see whether a comparison stays readable; no figure in it was measured.
import type { Judged, JudgedStrategy } from '../verdicts/judged.js';
import type { Decision } from '../vocabulary/verdict.js';
import { costFindings, criteriaInfo, judgedRun, strategy, verdictsOf } from './judged-fixture.js';
import { linux } from './run-fixture.js';

const types = ['ext4', 'xfs', 'btrfs', 'tmpfs', 'overlay', 'fuse.bindfs', 'fuse.sshfs', 'fuse.mergerfs'];

/** `strategies` each, on `platforms`; the same numbers give the same runs. */
export function platformRuns(platforms: number, strategies: number): Judged[] {
  return Array.from({ length: platforms }, (_, at) => platformRun(at, strategies));
}

function platformRun(at: number, strategies: number): Judged {
  const type = types[at % types.length] ?? 'ext4';
  const run = judgedRun({ strategies: Array.from({ length: strategies }, (_, n) => strategyOn(n, at)) });
  const isForeign = type.startsWith('fuse.');
  return {
    ...run,
    runId: `run-${at}`,
    status: at === 5 ? 'interrupted' : 'finished',
    platform: {
      ...linux,
      node: at < types.length ? 'v20.20.2' : 'v24.1.0',
      fileSystem: { ...linux.fileSystem, type, options: `rw,relatime,number=${at}`, device: 'loop device' },
    },
    warnings: isForeign ? [`/mnt/${type} (${type}) passes through another program or host.`] : [],
  };
}

/** What is GO on the first platform differs on others, by criterion after criterion. */
function strategyOn(n: number, at: number): JudgedStrategy {
  const decision: Decision = (n + at) % 4 === 3 ? 'NO-GO' : 'GO';
  const failing = Object.fromEntries(
    criteriaInfo
      .filter((_, one) => decision === 'NO-GO' && (one + n) % 2 === 0)
      .map(({ id }): [string, ['fail', string]] => [id, ['fail', `${id}: 8 updates are gone`]]),
  );
  const ratio = 1.5 + (n % 5) / 10 + (at % 3) / 20;
  return strategy(`strategy-${n}`, decision, decision, {
    criteria: [...verdictsOf('threads', failing), ...verdictsOf('processes', failing)],
    findings: costFindings(ratio, ratio - 0.02, ratio + 0.02, 1),
  });
}

// Measures how many disk states are enumerated and judged by bytes in a second of CPU, for one commit order,
// number of writes and document size. From a trace in memory to the verdict, without recording and real
// recovery.
import { judgeStates } from '../verdict/judge-states.js';
import { type CommitId, commits, recorded } from './script.js';

export interface FastPathRate {
  /** Of one run over all of its crash points. */
  states: number;
  statesPerCpuSecond: number;
  cpuMs: number;
  coverage: 'exhaustive' | 'sampled';
}

/**
 * Repeats the work until it has used that much CPU time, so that other load on the machine does not count.
 */
export function fastPathRate(
  commit: CommitId,
  { writes, sizeBytes }: { writes: number; sizeBytes: number },
  cpuSecondsLeast: number,
): FastPathRate {
  const recording = recorded(commits[commit], { variant: 'document-present', writes, sizeBytes });
  let states = 0;
  let seconds = 0;
  let coverage: FastPathRate['coverage'] = 'exhaustive';
  for (let runs = 1; ; runs++) {
    // A fresh trace, of which nothing is cached.
    const trace = structuredClone(recording.trace);
    const started = process.cpuUsage();
    const top = judgeStates(trace, recording).models.at(-1);
    const { user, system } = process.cpuUsage(started);
    seconds += (user + system) / 1e6;
    states += top?.states ?? 0;
    coverage = top?.coverage.type ?? coverage;
    if (seconds < cpuSecondsLeast) continue;
    return {
      states: states / runs,
      statesPerCpuSecond: states / seconds,
      cpuMs: (seconds * 1000) / runs,
      coverage,
    };
  }
}

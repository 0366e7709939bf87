// How many disk states per second of CPU are enumerated and judged by bytes, for one commit order, number of writes
// and size of the document. From a trace in memory to the verdict; recording and real recovery are not in it.
import { judgeStates } from '../verdict/judge-states.js';
import { type CommitId, commits, recorded } from './script.js';

export interface FastPathRate {
  /** Of one run over all of its crash points. */
  states: number;
  statesPerCpuSecond: number;
  cpuMs: number;
  coverage: 'exhaustive' | 'sampled';
}

/** Repeats itself until it has used that much CPU time: whoever else uses the machine does not count. */
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
    // A trace that nobody has judged before, so that nothing of it is remembered.
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

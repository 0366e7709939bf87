// Prints how fast the crash engine is, against what it is held to: the fast path (enumeration and verdict by bytes,
// in states per second of CPU) over commit orders, numbers of writes and sizes of the document, and real recovery
// (two children side by side, in unique states per second by the clock, and by the CPU time that a state takes). Rates by
// the clock say something about an otherwise idle machine only. Run it built: node dist/harness/crash-lab/testing/crash-benchmark.js
import { type FastPathRate, fastPathRate } from '../../crash/testing/fast-path-rate.js';
import { type CommitId, commits } from '../../crash/testing/script.js';
import { onBench } from './crash-bench.js';
import { type RecoveryLoad, recoveryRate } from './recovery-rate.js';

const fastPathGoal = 3000;
const recoveryGoal = 1000;
const cpuSecondsLeast = 1;

interface Loads {
  commit: CommitId;
  writes: number;
  sizeBytes: number;
}

const fastPathLoads: Loads[] = [
  ...(Object.keys(commits) as CommitId[]).map((commit) => ({ commit, writes: 3, sizeBytes: 2048 })),
  ...[1, 10, 30, 100].map((writes) => ({ commit: 'durable-rename' as const, writes, sizeBytes: 2048 })),
  ...[1, 10, 30].map((writes) => ({ commit: 'rename-only' as const, writes, sizeBytes: 2048 })),
  ...[512, 4096, 65_536, 1 << 20, 10 << 20].flatMap((sizeBytes) =>
    (['durable-rename', 'in-place'] as const).map((commit) => ({ commit, writes: 2, sizeBytes })),
  ),
];

const recoveryLoads: [strategy: string, load: RecoveryLoad][] = [
  ['unsynced-rename', { writes: 10, documentBytes: 1200, statesMost: 4000 }],
  ['in-place', { writes: 2, documentBytes: 4096, statesMost: 1000 }],
  ['in-place', { writes: 2, documentBytes: 4096, statesMost: 4000 }],
  ['in-place', { writes: 2, documentBytes: 64 * 1024, statesMost: 2000 }],
  ['unsynced-rename', { writes: 6, documentBytes: 64 * 1024, statesMost: 2000 }],
  ['m03', { writes: 100, documentBytes: 4096, statesMost: 2000 }],
  ['flock', { writes: 100, documentBytes: 1200, statesMost: 4000 }],
  ['flock', { writes: 300, documentBytes: 1200, statesMost: 4000 }],
  ['flock', { writes: 300, documentBytes: 4096, statesMost: 4000 }],
  ['flock', { writes: 100, documentBytes: 64 * 1024, statesMost: 2000 }],
];

const print = (cells: readonly (string | number)[]): void => {
  process.stdout.write(`${cells.map((cell, at) => String(cell).padEnd(at === 0 ? 24 : 12)).join('')}\n`);
};
const against = (rate: number, goal: number): string => `${(rate / goal).toFixed(2)} x`;

process.stdout.write(`Fast path, goal ${fastPathGoal} states a second of CPU\n`);
print(['commit', 'writes', 'bytes', 'states', 'ms', 'states/s', 'of goal', 'coverage']);
for (const { commit, writes, sizeBytes } of fastPathLoads) {
  const rate: FastPathRate = fastPathRate(commit, { writes, sizeBytes }, cpuSecondsLeast);
  const { states, statesPerCpuSecond: perSecond, cpuMs, coverage } = rate;
  const measured = [states, cpuMs.toFixed(1), Math.round(perSecond), against(perSecond, fastPathGoal)];
  print([commit, writes, sizeBytes, ...measured, coverage]);
}

process.stdout.write(`\nReal recovery in two children, goal ${recoveryGoal} unique states a second\n`);
print([
  'strategy',
  'writes',
  'bytes',
  'states',
  's',
  'states/s',
  'of goal',
  'CPU ms',
  'if idle',
  'read',
  'written',
  'unanswered',
]);
for (const [strategy, load] of recoveryLoads) {
  const rate = await onBench(strategy, (bench) => recoveryRate(bench, load));
  const perSecond = rate.states / rate.seconds;
  const measured = [
    rate.states,
    rate.seconds.toFixed(1),
    Math.round(perSecond),
    against(perSecond, recoveryGoal),
  ];
  // What two cores with nothing else to do would come to.
  const cpuMs = rate.cpuSeconds === null ? null : (rate.cpuSeconds * 1000) / rate.states;
  measured.push(cpuMs?.toFixed(2) ?? '-', cpuMs === null ? '-' : against(2000 / cpuMs, recoveryGoal));
  print([strategy, load.writes, load.documentBytes, ...measured, rate.read, rate.written, rate.unanswered]);
}

// Prints how fast the crash engine is, beside its goals: the fast path (enumeration and verdict by bytes, in
// states per second of CPU) over commit orders, numbers of writes and document sizes; and real recovery (two
// children side by side, in unique states per second by the clock, and in CPU time for each state; first with
// cold children, then again, as in a run with several strategies). Rates by the clock hold for an idle
// machine only, and include the file system's own work. Run it built: node
// dist/harness/crash/testing/crash-benchmark.js [DIRECTORY]; the disks are put into DIRECTORY, which must
// exist.
import path from 'node:path';
import { fileSystemOf } from '../../platform/file-system.js';
import { inCrashContext } from './crash-workbench.js';
import { type FastPathRate, fastPathRate } from './fast-path-rate.js';
import { type RecoveryLoad, recoveryRate } from './recovery-rate.js';
import { type CommitId, commits } from './script.js';

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

const [directory] = process.argv.slice(2).map((given) => path.resolve(given));
const where = await fileSystemOf(directory ?? process.cwd());
process.stdout.write(`\nReal recovery in two children on ${where.type}, `);
process.stdout.write(`goal ${recoveryGoal} unique states a second\n`);
print([
  'strategy',
  'writes',
  'bytes',
  'states',
  'first/s',
  'again/s',
  'of goal',
  'CPU ms',
  'if idle',
  'read',
  'written',
  'unanswered',
]);
for (const [strategy, load] of recoveryLoads) {
  const first = await inCrashContext(strategy, (context) => recoveryRate(context, load), directory);
  const again = await inCrashContext(strategy, (context) => recoveryRate(context, load), directory);
  const [firstRate, rate] = [first, again].map(({ states, seconds }) => states / seconds);
  const measured = [again.states, Math.round(firstRate ?? 0), Math.round(rate ?? 0)];
  // The rate of two idle cores.
  const cpuMs = again.cpuSeconds === null ? null : (again.cpuSeconds * 1000) / again.states;
  const idle = [cpuMs?.toFixed(2) ?? '-', cpuMs === null ? '-' : against(2000 / cpuMs, recoveryGoal)];
  const answers = [again.read, again.written, again.unanswered];
  const { writes, documentBytes } = load;
  print([
    strategy,
    writes,
    documentBytes,
    ...measured,
    against(rate ?? 0, recoveryGoal),
    ...idle,
    ...answers,
  ]);
}

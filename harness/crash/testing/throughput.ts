// Prints how many disk states per second of CPU are enumerated and judged by bytes, and how that scales with the number
// of writes and the size of the document. Run it by hand, built: node dist/harness/crash/testing/throughput.js
import { judgeStates } from '../judge-states.js';
import { type CommitId, commits, recorded, type Variant } from './script.js';

const secondsLeast = 1;

function measure(commit: CommitId, variant: Variant, writes: number, sizeBytes: number): (string | number)[] {
  const recording = recorded(commits[commit], { variant, writes, sizeBytes });
  let states = 0;
  let runs = 0;
  let coverage = '';
  // CPU time: whoever else uses the machine does not count.
  const start = process.cpuUsage();
  let seconds = 0;
  while (seconds < secondsLeast) {
    const { models } = judgeStates(recording.trace, recording);
    const top = models.at(-1);
    states += top?.states ?? 0;
    coverage = top?.coverage.type ?? '';
    runs++;
    const { user, system } = process.cpuUsage(start);
    seconds = (user + system) / 1e6;
  }
  const perRun = states / runs;
  return [
    commit,
    variant,
    writes,
    sizeBytes,
    perRun,
    Math.round(states / seconds),
    ((seconds / runs) * 1000).toFixed(1),
    coverage,
  ];
}

const rows = [
  ['commit', 'variant', 'writes', 'bytes', 'states', 'states/s', 'ms', 'coverage'] as (string | number)[],
];
for (const commit of Object.keys(commits) as CommitId[])
  rows.push(measure(commit, 'document-present', 3, 2048));
for (const writes of [1, 10, 30, 100]) rows.push(measure('durable-rename', 'document-present', writes, 2048));
for (const writes of [1, 10, 30]) rows.push(measure('rename-only', 'document-present', writes, 2048));
for (const size of [512, 4096, 65_536, 1 << 20, 10 << 20]) {
  rows.push(measure('durable-rename', 'document-present', 2, size));
  rows.push(measure('in-place', 'document-present', 2, size));
}
for (const row of rows) process.stdout.write(`${row.map((cell) => String(cell).padEnd(17)).join('')}\n`);

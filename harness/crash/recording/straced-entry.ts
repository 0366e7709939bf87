// Program that runs under strace and performs the writes of one variant, or runs alone and writes the
// document that exists before. It has no tap: Node is unchanged, and the operations are read from the system
// calls.
import fs from 'node:fs';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { markLine } from '../../tap/strace/strace-marks.js';
import type { StracedTask, StracedWrites } from '../children/child-protocol.js';
import { warmUp, writeInitial, writeMarked } from './recorded-writes.js';

const [taskFile = ''] = process.argv.slice(2);
const task = JSON.parse(fs.readFileSync(taskFile, 'utf8')) as StracedTask;
const strategy = await loadStrategy(task.strategy);
const initial = task.marks === null ? await writeInitial(strategy, task.document, task.documentBytes) : null;
if (task.marks !== null) {
  await warmUp(strategy, task);
  const marks = fs.openSync(task.marks, 'a');
  await writeMarked(strategy, task.document, task, (...mark) => fs.writeSync(marks, markLine(...mark)));
}
fs.writeFileSync(task.output, JSON.stringify({ strategyId: strategy.id, initial } satisfies StracedWrites));
process.exit(0);

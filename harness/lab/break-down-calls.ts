// Where the time of writes and reads goes: single calls in a child of their own, under the tap.
import path from 'node:path';
import type { CostBreakdownFact } from '../../results/facts/cost-breakdown-fact.js';
import type { BreakdownLine, BreakdownTask } from '../crash/children/child-protocol.js';
import { type ChildContext, runChild } from '../crash/children/children.js';

const MS_MAX = 60_000;

export async function breakDownCalls(
  context: ChildContext,
  { calls, documentBytes }: { calls: number; documentBytes: number },
): Promise<CostBreakdownFact> {
  const directory = context.freshDirectory('breakdown');
  const task: BreakdownTask = {
    strategy: context.reference,
    directory,
    path: path.join(directory, 'tasks.yaml'),
    documentBytes,
    calls,
  };
  const { lines, ended } = await runChild<BreakdownLine>(context, 'breakdown-entry', task, MS_MAX);
  const costs = (of: 'own' | 'foreign' | 'reads') =>
    lines.flatMap((line) => (line.say === 'call' && line.of === of ? [line.cost] : []));
  const unseen = lines.find(({ say }) => say === 'unseen');
  const isDone = lines.some(({ say }) => say === 'done');
  const why = unseen?.say === 'unseen' ? unseen.why : null;
  return {
    kind: 'cost-breakdown',
    documentBytes,
    own: costs('own'),
    foreign: costs('foreign'),
    reads: costs('reads'),
    reason: isDone ? why : `the process that was timed ended: ${ended ?? 'early'}`,
  };
}

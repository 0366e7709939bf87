// Every fault of the file system that one write and one read of a strategy can meet, tried in one child. What
// the child did before it ended by itself is kept.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { IoFault, IoFaultsFact } from '../../results/facts/io-faults-fact.js';
import type { IoFaultPlan } from '../../scenarios/lab.js';
import { causeOfDeath } from '../actors/cause-of-death.js';
import { describeThrown } from '../actors/thrown.js';
import { describeEnding, forkEntry } from '../processes/fork.js';
import { straceAvailability } from '../tap/strace/strace.js';
import type { FaultLine, FaultTask } from './fault-protocol.js';
import type { FaultContext, TriedFaults } from './tried-faults.js';
import { tryFaultsByStrace } from './try-faults-by-strace.js';

const ENTRY = new URL('./try-faults-entry.js', import.meta.url);
/** A call that hangs costs 10 s; hundreds of them are ended here. No verdict depends on it. */
const CHILD_MS_MAX = 600_000;

/** By the calls of node:fs; what native code does besides is failed by strace, where that works. */
export async function tryFaults(
  context: FaultContext,
  plan: IoFaultPlan,
  parts: readonly string[] | null,
): Promise<TriedFaults> {
  const { native, ...tried } = await tryFaultsByNode(context, plan, parts);
  if (!native || tried.death !== null) return tried;
  const availability = straceAvailability();
  const without = (reason: string): TriedFaults => {
    const distrust = `${tried.fact.distrust ?? ''}, and its system calls could not be failed: ${reason}`;
    return { ...tried, fact: { ...tried.fact, distrust } };
  };
  if (!availability.available) return without(`${availability.reason} (to do: ${availability.remedy})`);
  try {
    return joined(tried.fact, await tryFaultsByStrace(context, plan));
  } catch (error) {
    return without(describeThrown(error).message);
  }
}

/** Only node:fs takes short writes, so that what it has met stays; whether all was met, the system calls tell. */
function joined(byNode: IoFaultsFact, { fact, death }: TriedFaults): TriedFaults {
  const leaks = [...(byNode.descriptorLeaks ?? []), ...(fact.descriptorLeaks ?? [])];
  const faults = [...byNode.faults.filter(({ injected }) => injected > 0), ...fact.faults];
  const calls = fact.calls.map((call) => ({
    ...call,
    locked: byNode.calls.some((one) => one.call === call.call && one.locked),
  }));
  return { fact: { ...fact, calls, faults, descriptorLeaks: leaks }, death };
}

async function tryFaultsByNode(
  context: FaultContext,
  plan: IoFaultPlan,
  parts: readonly string[] | null,
): Promise<TriedFaults & { native: boolean }> {
  const directory = context.freshDirectory('io-faults');
  const [taskFile, outputFile] = [path.join(directory, 'task.json'), path.join(directory, 'output.jsonl')];
  const work = path.join(directory, 'work');
  fs.mkdirSync(work);
  const task: FaultTask = {
    strategy: context.reference,
    directory: work,
    documentBytes: plan.documentBytes,
    parts,
  };
  fs.writeFileSync(taskFile, JSON.stringify(task));
  fs.writeFileSync(outputFile, '');
  const child = forkEntry(ENTRY, {
    registerProcess: context.registerProcess,
    args: [taskFile, outputFile],
    stderr: 'tail',
    mark: path.join(directory, randomUUID()),
    msMax: CHILD_MS_MAX,
  });
  const ending = await child.ended;
  const { fact, done, native, trying } = factOf(linesOf(outputFile));
  if (done) return { fact, death: null, native };
  const told = trying === null ? 'before the first fault' : `${trying.fault} at ${trying.operation}`;
  fact.distrust ??= `the process that met the faults ended by itself, ${told}: ${describeEnding(ending)}`;
  if (trying === null || ending.type === 'failed' || ending.type === 'overdue')
    return { fact, death: null, native };
  const how = causeOfDeath(ending);
  return { fact, death: { kind: 'death', how, inside: trying.call, actor: null }, native };
}

function linesOf(file: string): FaultLine[] {
  const texts = fs.readFileSync(file, 'utf8').split('\n');
  // A last line that its writer did not live to finish.
  texts.pop();
  return texts.map((text) => JSON.parse(text) as FaultLine);
}

interface Told {
  fact: IoFaultsFact;
  done: boolean;
  /** An addon took part. */
  native: boolean;
  /** The fault that was being tried when the lines end; null: none was. */
  trying: { call: IoFault['call']; operation: string; fault: string } | null;
}

function factOf(lines: readonly FaultLine[]): Told {
  const fact: IoFaultsFact = {
    kind: 'io-faults',
    by: 'node',
    distrust: null,
    calls: [],
    faults: [],
    descriptorLeaks: null,
  };
  const told: Told = { fact, done: false, native: false, trying: null };
  for (const line of lines) {
    switch (line.say) {
      case 'call':
        fact.calls.push({ call: line.call, operations: line.operations, locked: line.locked });
        break;
      case 'trying':
        told.trying = line;
        break;
      case 'fault':
        fact.faults.push(line.fault);
        told.trying = null;
        break;
      case 'leaks':
        fact.descriptorLeaks = line.leaks;
        break;
      case 'distrust':
        fact.distrust = line.reason;
        told.native = line.native;
        break;
      case 'done':
        told.done = true;
        break;
      default:
        line satisfies never;
    }
  }
  return told;
}

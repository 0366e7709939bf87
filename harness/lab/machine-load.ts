// What else a machine does while something is measured: the processor time that others used, and what the host of
// a virtual machine took away, as shares of all there was. From the counters that os.cpus() shows everywhere,
// and /proc/stat on Linux. They are coarse (10 ms), so a short measurement tells little; and what others do to
// the disk is not in them: the floors of the same rounds show that.
import fs from 'node:fs';
import os from 'node:os';
import type { MachineLoad } from '../../results/facts/samples-fact.js';

export interface ProcessorTimes {
  /** Of all processors since the machine started, in milliseconds. */
  busy: number;
  total: number;
  stolen: number | null;
  /** Of this process with its threads. */
  own: number;
}

/** Begins; the function that it returns ends the measurement and may be called once or more. */
export function watchMachine(now: () => ProcessorTimes = processorTimes): () => MachineLoad {
  const before = now();
  return () => loadBetween(before, now());
}

/** Pure. */
export function loadBetween(before: ProcessorTimes, after: ProcessorTimes): MachineLoad {
  const total = after.total - before.total;
  const share = (ms: number): number => (total > 0 ? Math.min(1, Math.max(0, ms / total)) : 0);
  const others = after.busy - before.busy - (after.own - before.own);
  const stolen = before.stolen === null || after.stolen === null ? null : share(after.stolen - before.stolen);
  return { others: share(others), stolen };
}

function processorTimes(): ProcessorTimes {
  let [busy, idle] = [0, 0];
  for (const { times } of os.cpus()) {
    busy += times.user + times.nice + times.sys + times.irq;
    idle += times.idle;
  }
  const { user, system } = process.cpuUsage();
  const stolen = stolenMs();
  return { busy, total: busy + idle + (stolen ?? 0), stolen, own: (user + system) / 1000 };
}

/** One tick is 10 ms on every Linux that Node runs on. */
const TICK_MS = 10;

function stolenMs(): number | null {
  try {
    return stolenIn(fs.readFileSync('/proc/stat', 'utf8'));
  } catch {
    return null;
  }
}

/** proc_stat(5): cpu user nice system idle iowait irq softirq steal … */
export function stolenIn(stat: string): number | null {
  const [label, ...ticks] = (stat.split('\n', 1)[0] ?? '').trim().split(/\s+/);
  const steal = Number(ticks[7]);
  return label === 'cpu' && Number.isFinite(steal) ? steal * TICK_MS : null;
}

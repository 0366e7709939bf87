// Probes that need one process and a directory: rename over an open file, fsync of a directory, cost of
// fsync, and whether each change of a file shows in its modification time. None can see whether the device
// keeps what it has acknowledged.
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Observation } from '../../../results/facts/platform-probe.js';
import { errorCode } from '../../processes/error-code.js';
import { measureFsync } from '../fsync-cost.js';

interface FileProbe {
  title: string;
  /** `dir` is the probe's own; rejects when the file system fails in a way that says nothing. */
  observe(dir: string): Promise<Observation>;
}

/** A system call that takes less has waited for no device. */
const freeNsMax = 10_000;
const mtimeBudgetNs = 60_000_000n;

export const fileProbes = {
  'rename-over-open': {
    title: 'Can a file be renamed over one that somebody is reading, who then keeps the old content?',
    observe: renameOverOpen,
  },
  'directory-fsync': { title: 'Can a directory be fsynced?', observe: directoryFsync },
  'fsync-waits': { title: 'Does fsync wait for a device?', observe: fsyncWaits },
  'mtime-tells-writes-apart': {
    title: 'Does every write change the modification time that a reader sees?',
    observe: mtimeTellsWritesApart,
  },
} as const satisfies Record<string, FileProbe>;

export type FileProbeId = keyof typeof fileProbes;

async function renameOverOpen(dir: string): Promise<Observation> {
  const [target, next] = [join(dir, 'target'), join(dir, 'next')];
  writeFileSync(target, 'old');
  writeFileSync(next, 'new');
  const reader = openSync(target, 'r');
  try {
    renameSync(next, target);
    const kept = Buffer.alloc(8);
    const keptText = kept.toString('latin1', 0, readSync(reader, kept, 0, 8, 0));
    const now = readFileSync(target, 'latin1');
    const asHoped = keptText === 'old' && now === 'new';
    return {
      outcome: asHoped ? 'yes' : 'no',
      detail: asHoped ? '' : `The open file read "${keptText}", the path read "${now}".`,
    };
  } catch (error) {
    const code = errorCode(error);
    // Windows refuses while anybody has the target open.
    if (code !== 'EPERM' && code !== 'EACCES' && code !== 'EBUSY') throw error;
    return { outcome: 'no', detail: `rename failed with ${code}; retry with backoff.` };
  } finally {
    closeSync(reader);
  }
}

async function directoryFsync(dir: string): Promise<Observation> {
  let fd: number | null = null;
  try {
    fd = openSync(dir, 'r');
    fsyncSync(fd);
    return { outcome: 'yes', detail: '' };
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'EPERM' && code !== 'EISDIR' && code !== 'EINVAL' && code !== 'EACCES' && code !== 'EBADF')
      throw error;
    return { outcome: 'no', detail: `${code}: the durability of a rename can't be asked for here.` };
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

async function fsyncWaits(dir: string): Promise<Observation> {
  const { medianNs, p90Ns, samples } = await measureFsync(dir, 40);
  const figures = `median ${microseconds(medianNs)}, p90 ${microseconds(p90Ns)} of ${samples}`;
  return { outcome: medianNs > freeNsMax ? 'yes' : 'no', detail: `${figures} fsyncs of 4 KiB.` };
}

/** A reader looks between any two writes, as one that watches for changes would. */
async function mtimeTellsWritesApart(dir: string): Promise<Observation> {
  const fd = openSync(join(dir, 'stamped'), 'w+');
  try {
    const steps: bigint[] = [];
    let writes = 0;
    let last = fstatSync(fd, { bigint: true }).mtimeNs;
    const start = process.hrtime.bigint();
    while (process.hrtime.bigint() - start < mtimeBudgetNs) {
      writeSync(fd, 'x', 0);
      writes++;
      const now = fstatSync(fd, { bigint: true }).mtimeNs;
      if (now !== last) steps.push(now - last);
      last = now;
    }
    return describeSteps(steps, writes);
  } finally {
    closeSync(fd);
  }
}

export function describeSteps(steps: readonly bigint[], writes: number): Observation {
  if (writes < 2) return { outcome: 'unknown', detail: 'Too few writes in the time allowed.' };
  const unseen = writes - steps.length;
  const smallest = steps.reduce<bigint | null>(
    (least, step) => (least === null || step < least ? step : least),
    null,
  );
  const step = smallest === null ? 'it never changed' : `smallest step ${microseconds(Number(smallest))}`;
  return {
    outcome: unseen === 0 ? 'yes' : 'no',
    detail: `${unseen} of ${writes} writes left it as it was; ${step}.`,
  };
}

function microseconds(ns: number): string {
  return ns < 1_000_000 ? `${(ns / 1000).toFixed(1)} µs` : `${(ns / 1_000_000).toFixed(2)} ms`;
}

// Measures what an fsync of a small changed file costs in a directory. It shows whether fsync waits for a
// device at all; on a loaded or virtual machine it says little about the disk.
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { probeFile } from '../processes/probe-files.js';

export interface FsyncCost {
  medianNs: number;
  p90Ns: number;
  samples: number;
}

const samplesWanted = 15;
/** A disk this slow has shown itself after a few samples. */
const budgetNs = 1_000_000_000n;

/** Rejects when nothing can be written to `dir`. Leaves nothing behind. */
export async function measureFsync(dir: string, samples = samplesWanted): Promise<FsyncCost> {
  const path = probeFile(dir, 'fsync');
  const fd = openSync(path, 'wx');
  try {
    const block = Buffer.alloc(4096, 'x');
    const costs: number[] = [];
    writeSync(fd, block, 0, block.length, 0);
    // The first one also allocates the blocks and makes the directory entry durable.
    fsyncSync(fd);
    const start = process.hrtime.bigint();
    while (costs.length < samples && process.hrtime.bigint() - start < budgetNs) {
      writeSync(fd, block, 0, block.length, 0);
      const before = process.hrtime.bigint();
      fsyncSync(fd);
      costs.push(Number(process.hrtime.bigint() - before));
      await setImmediate();
    }
    return summarise(costs);
  } finally {
    closeSync(fd);
    rmSync(path, { force: true });
  }
}

function summarise(costs: readonly number[]): FsyncCost {
  const sorted = [...costs].sort((a, b) => a - b);
  const at = (quantile: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? 0;
  return { medianNs: at(0.5), p90Ns: at(0.9), samples: sorted.length };
}

// The reaper's process, see reaper.ts: waits for the end of its standard input, then ends the processes that
// the run had noted, removes its directory and what it was writing among its results.
import { join } from 'node:path';
import { removeUnpublished } from '../../results/archive/publishing.js';
import { endGroups } from './control-group.js';
import { sweepProbeFiles } from './probe-files.js';
import { killRecorded, pidsDirectory, waitUntilGone } from './process-registry.js';
import { killStrays } from './strays.js';

const GONE_MS_MAX = 5000;
const [root = '', runDirectory = '', out] = process.argv.slice(2);
const harness = process.ppid;

process.stdin.resume();
process.stdin.once('close', () => void reap());

async function reap(): Promise<void> {
  const { killed } = killRecorded(join(runDirectory, pidsDirectory));
  killStrays(runDirectory);
  endGroups(runDirectory);
  await waitUntilGone(killed, GONE_MS_MAX);
  // It removes directories of dead owners, which the harness is by now. Loaded late, because most reapers have
  // nothing to do; where it can't be loaded any more, the next run sweeps.
  const { sweepRuns } = await import('./sweep.js');
  await sweepRuns(root);
  if (out !== undefined) {
    for (const folder of [out, join(out, 'cases')]) await removeUnpublished(folder, harness);
    sweepProbeFiles(out);
  }
  process.exit(0);
}

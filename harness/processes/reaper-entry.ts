// The reaper's process, see reaper.ts: waits for the end of its standard input, then ends the processes that
// the run had noted and removes its directory.
import { join } from 'node:path';
import { killRecorded, waitUntilGone } from './process-registry.js';
import { pidsDirectory } from './run-directory.js';
import { killStrays } from './strays.js';
import { sweepRuns } from './sweep.js';

const GONE_MS_MAX = 5000;
const [root = '', runDirectory = ''] = process.argv.slice(2);

process.stdin.resume();
process.stdin.once('close', () => void reap());

async function reap(): Promise<void> {
  const { killed } = killRecorded(join(runDirectory, pidsDirectory));
  killStrays(runDirectory);
  await waitUntilGone(killed, GONE_MS_MAX);
  // It removes directories of dead owners, which the harness is by now.
  await sweepRuns(root);
  process.exit(0);
}

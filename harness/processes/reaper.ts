// A small process that outlives a killed harness by a moment: it waits on a pipe that only the harness holds,
// and when that ends, whatever way the harness went, it SIGKILLs every process the run had noted, spinning and
// stopped ones too, and removes the run's directory. Killed together with the harness, it leaves that to the
// next start's sweep.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('./reaper-entry.js', import.meta.url));

/** Starts the reaper of a run; the returned function dismisses it once nothing is left to do. */
export function startReaper(root: string, runDirectory: string): () => void {
  const child = spawn(process.execPath, [ENTRY, root, runDirectory], {
    // A Ctrl-C reaches the whole process group, and the reaper has to outlive that.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a reaper the next start sweeps; that is no reason not to run.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  return () => {
    child.kill('SIGKILL');
  };
}

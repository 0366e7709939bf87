// A small process that cleans up when the harness was killed. It waits on a pipe that only the harness holds;
// when the pipe ends, it SIGKILLs every process the run had noted, spinning and stopped ones too, and removes
// the run's directory. When it is killed together with the harness, the sweep of the next run does so.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('./reaper-entry.js', import.meta.url));

/**
 * Starts the reaper of a run, whose results are in `out`, if it has any; call the returned function when
 * nothing is left to clean up.
 */
export function startReaper(root: string, runDirectory: string, out?: string): () => void {
  const child = spawn(process.execPath, [ENTRY, root, runDirectory, ...(out === undefined ? [] : [out])], {
    // In a process group of its own, because Ctrl-C reaches the whole group of the harness.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // A run without a reaper is still swept by the next one.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  return () => {
    child.kill('SIGKILL');
  };
}

// The harness's own place below `--dir`: one directory for everything that a run writes outside `--out`.
// Opening it first cleans up after earlier runs that were killed. Several harnesses may share a `--dir`.
// Nothing that a harness did not create is ever touched.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { endGroups } from './control-group.js';
import { errorCode } from './error-code.js';
import {
  killRecorded,
  pidsDirectory,
  type RegisterProcess,
  recordProcess,
  waitUntilGone,
} from './process-registry.js';
import { startReaper } from './reaper.js';
import { casesDirectory, createRunDirectory, removeRunDirectory } from './run-directory.js';
import { type Sweep, sweepRuns } from './sweep.js';
import { type UndoList, undoEverything, undoListIn } from './undo-list.js';
import { inWorkRoot, removeWorkRootIfOurs } from './work-root.js';

export const defaultWorkDirectory = '.holdfast';

export interface WorkDirectory {
  /** Absolute path of this run's own directory. */
  readonly path: string;
  /** What was found of earlier runs. */
  readonly swept: Sweep;
  /** Creates an empty directory for one case and returns its absolute path; the same name twice gives two. */
  caseDirectory(name: string): string;
  /** Notes a child on disk, so that it can be ended whatever happens to us. */
  registerProcess: RegisterProcess;
  /** Mounts and loop devices below `path`, to be noted before they are made. */
  readonly undo: UndoList;
  /**
   * Ends what is still registered, undoes what is noted, then removes everything. Safe to call twice. Rejects with the system
   * error.
   */
  dispose(): Promise<void>;
  /** The same for an 'exit' handler: doesn't wait. Never throws; the next run sweeps what it can't remove. */
  disposeSync(): void;
}

/** Rejects with PlatformError: DIR_IS_A_FILE, DIR_REFUSED or DIR_NOT_WRITABLE. */
export async function openWorkDirectory(dir: string = defaultWorkDirectory): Promise<WorkDirectory> {
  const { root, path } = inWorkRoot(dir, (root) => ({ root, path: createRunDirectory(root.path) }));
  const swept = await sweepRuns(root.path);
  const pids = join(path, pidsDirectory);
  let disposed = false;
  return {
    path,
    swept,
    caseDirectory: (name) => createCase(join(path, casesDirectory), name),
    registerProcess: (pid) => recordProcess(pids, pid),
    undo: undoListIn(path),
    async dispose() {
      if (disposed) return;
      const { killed } = killRecorded(pids);
      await waitUntilGone(killed, 2_000);
      endGroups(path);
      undoEverything(path);
      removeRunDirectory(path);
      removeWorkRootIfOurs(root);
      disposed = true;
    },
    disposeSync() {
      if (disposed) return;
      try {
        killRecorded(pids);
        endGroups(path);
        undoEverything(path);
        removeRunDirectory(path);
        removeWorkRootIfOurs(root);
        disposed = true;
      } catch {
        // This process is ending; owner.json then names a dead process, and the next sweep removes the rest.
      }
    },
  };
}

export interface WorkDirectoryOptions {
  /** Called with the reason why something could not be removed; the next sweep tries again. */
  leftBehind?: (error: Error) => void;
  /** The directory of results, in which the reaper removes what was half written. */
  out?: string;
}

/**
 * Opens a work directory, uses it and removes it again: at the end, when this process exits meanwhile, or by
 * the reaper when it is killed. Rejects as `openWorkDirectory` and the work do.
 */
export async function withWorkDirectory<Result>(
  dir: string,
  use: (work: WorkDirectory) => Promise<Result>,
  { leftBehind = () => {}, out }: WorkDirectoryOptions = {},
): Promise<Result> {
  const work = await openWorkDirectory(dir);
  const disposeSync = (): void => work.disposeSync();
  process.once('exit', disposeSync);
  const dismissReaper = startReaper(dir, work.path, out);
  try {
    return await use(work);
  } finally {
    try {
      await work.dispose();
    } catch (error) {
      // What the work has found must not be lost to a file that can't be removed.
      leftBehind(error instanceof Error ? error : new Error(String(error)));
    }
    process.off('exit', disposeSync);
    dismissReaper();
  }
}

function createCase(cases: string, name: string): string {
  const safe =
    name
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^\.+/, '')
      .slice(0, 80) || 'case';
  for (let copy = 1; ; copy++) {
    const path = join(cases, copy === 1 ? safe : `${safe}.${copy}`);
    try {
      mkdirSync(path);
      return path;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

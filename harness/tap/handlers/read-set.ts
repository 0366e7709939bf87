// The read set of a piece of work: the files whose content it depends on. These are files that it reads,
// whose size or times it asks for, or that it renames or links; not files that it has itself created,
// truncated or replaced before. Asking whether a name exists, or listing names, reads no content. Reads by
// native code, child processes and worker threads are missing; `notice` of the tap reports those.
import { constants } from 'node:fs';
import { isAbsolute, normalize, relative, sep } from 'node:path';
import { type Handler, type Operation, type Outcome, pathsOf } from '../patch/operation.js';
import { originalFs } from '../patch/original-fs.js';

/** Calls of kind `stat` that look only at names. */
const NAMES_ONLY = /^(promises\.)?(access|exists|readlink|realpath|statfs)(Sync)?$/;

export class ReadSet implements Handler {
  #roots: readonly string[] = [];
  readonly #read = new Set<string>();
  /** Paths whose content the work itself has written. */
  readonly #written = new Set<string>();
  /**
   * Cache: path as given → path relative to the root, null outside. The same few paths come again and again.
   */
  readonly #relative = new Map<string, string | null>();

  /**
   * Starts an empty read set of what lies below this directory, which must exist; nothing counts as written
   * yet. null: nothing counts.
   */
  startBelow(root: string | null): void {
    this.#roots = root === null ? [] : [root, originalFs.realpathSync.native(root)];
    this.#read.clear();
    this.#written.clear();
    this.#relative.clear();
  }

  /** Paths relative to the root, separated by `/`, since `startBelow` or the last call. */
  take(): string[] {
    const paths = [...this.#read].sort((a, b) => (a < b ? -1 : 1));
    this.#read.clear();
    return paths;
  }

  before(operation: Operation): undefined {
    for (const path of pathsReadBy(operation)) {
      const within = this.#within(path);
      if (within !== null && !this.#written.has(within)) this.#read.add(within);
    }
  }

  after(operation: Operation, outcome: Outcome): void {
    if (!outcome.ok) return;
    const replaced = pathWrittenBy(operation);
    const within = replaced === null ? null : this.#within(replaced);
    if (within !== null) this.#written.add(within);
  }

  #within(path: string): string | null {
    let within = this.#relative.get(path);
    if (within === undefined) {
      within = relativeTo(this.#roots, path);
      this.#relative.set(path, within);
    }
    return within;
  }
}

function relativeTo(roots: readonly string[], path: string): string | null {
  for (const root of roots) {
    const within = relative(root, normalize(path));
    if (within !== '' && !within.startsWith('..') && !isAbsolute(within)) return within.replaceAll(sep, '/');
  }
  return null;
}

function pathsReadBy(operation: Operation): string[] {
  switch (operation.kind) {
    case 'read':
      return pathsOf(operation);
    case 'stat':
      return NAMES_ONLY.test(operation.call) ? [] : pathsOf(operation);
    case 'rename':
      return [operation.from];
    case 'link':
      return [operation.existing];
    default:
      return [];
  }
}

/**
 * The path whose content the work has now written. A renamed file was added to the read set by its old path.
 */
function pathWrittenBy(operation: Operation): string | null {
  switch (operation.kind) {
    case 'open': {
      const truncates = (operation.flags & constants.O_TRUNC) !== 0;
      const creates =
        (operation.flags & constants.O_CREAT) !== 0 && (operation.flags & constants.O_EXCL) !== 0;
      return truncates || creates ? operation.path : null;
    }
    case 'rename':
      return operation.to;
    case 'link':
    case 'unlink':
      return operation.path;
    default:
      return null;
  }
}

// Which files a piece of work depends on by the content that it found: those it reads, those whose size or times it asks
// for, and those that it moves or links to another name; not those that it has itself emptied, made or replaced before.
// To ask whether a name exists, or to list names, is not to look at content. What native code, child processes and
// worker threads look at is not seen; `notice` tells of them.
import { constants } from 'node:fs';
import { isAbsolute, normalize, relative, sep } from 'node:path';
import { type Handler, type Operation, type Outcome, pathsOf } from '../patch/operation.js';
import { originalFs } from '../patch/original-fs.js';

/** Calls that look at names only, though they are told as `stat`. */
const NAMES_ONLY = /^(promises\.)?(access|exists|readlink|realpath|statfs)(Sync)?$/;

export class ReadSet implements Handler {
  #roots: readonly string[] = [];
  readonly #looked = new Set<string>();
  /** What the work itself has put there. */
  readonly #own = new Set<string>();
  /** By path as it was given; null: it lies elsewhere. The same few paths come again and again. */
  readonly #relative = new Map<string, string | null>();

  /**
   * From here on only what lies below this directory counts, which must exist, and nothing is the work's own.
   * null: nothing counts.
   */
  startBelow(root: string | null): void {
    this.#roots = root === null ? [] : [root, originalFs.realpathSync.native(root)];
    this.#looked.clear();
    this.#own.clear();
    this.#relative.clear();
  }

  /** Relative to the root, separated by `/`; since `below`, or since the last call. */
  take(): string[] {
    const paths = [...this.#looked].sort((a, b) => (a < b ? -1 : 1));
    this.#looked.clear();
    return paths;
  }

  before(operation: Operation): undefined {
    for (const path of pathsReadBy(operation)) {
      const within = this.#within(path);
      if (within !== null && !this.#own.has(within)) this.#looked.add(within);
    }
  }

  after(operation: Operation, outcome: Outcome): void {
    if (!outcome.ok) return;
    const replaced = pathWrittenBy(operation);
    const within = replaced === null ? null : this.#within(replaced);
    if (within !== null) this.#own.add(within);
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

/** The path whose content is the work's own from now on. What was moved there has been looked at where it lay. */
function pathWrittenBy(operation: Operation): string | null {
  switch (operation.kind) {
    case 'open': {
      const emptied = (operation.flags & constants.O_TRUNC) !== 0;
      const made = (operation.flags & constants.O_CREAT) !== 0 && (operation.flags & constants.O_EXCL) !== 0;
      return emptied || made ? operation.path : null;
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

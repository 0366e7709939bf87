// The name of a path in a search: relative to the schedule's directory, and named word by word as
// names/schedule-names.ts says.
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { originalFs } from '../../../tap/patch/original-fs.js';
import type { ScheduleNames } from '../../names/schedule-names.js';

export class SchedulePaths {
  readonly #roots: readonly string[];
  readonly names: ScheduleNames;
  readonly #known = new Map<string, string | null>();

  constructor(directory: string, names: ScheduleNames) {
    const plain = resolve(directory);
    const real = realPathOf(plain);
    this.#roots = real === plain ? [plain] : [plain, real];
    this.names = names;
  }

  /** `.` for the directory itself; null outside of it. Symbolic links on the way are not resolved. */
  nameOf(path: string): string | null {
    let name = this.#known.get(path);
    if (name === undefined) {
      name = this.#find(resolve(path));
      this.#known.set(path, name);
    }
    return name;
  }

  /** For labels: of what may be a path, also one outside of the directory. */
  readonly textOf = (text: string): string =>
    (isAbsolute(text) ? this.nameOf(text) : null) ?? this.names.of(text);

  #find(path: string): string | null {
    for (const root of this.#roots) {
      if (path === root) return '.';
      if (path.startsWith(root + sep)) {
        const below = path.slice(root.length + 1);
        return this.names.of(sep === '/' ? below : below.split(sep).join('/'));
      }
    }
    return null;
  }
}

/** Cached: schedules come by the thousand, and the parent of their directories stays the same. */
const realParents = new Map<string, string>();

function realPathOf(directory: string): string {
  if (originalFs.lstatSync(directory).isSymbolicLink()) return originalFs.realpathSync.native(directory);
  const parent = dirname(directory);
  const known = realParents.get(parent) ?? originalFs.realpathSync.native(parent);
  realParents.set(parent, known);
  return join(known, basename(directory));
}

// The order of operations of the M0.3 prototype as its report lists them: a fixed `.tmp` name, a truncating
// open, fsync of the file, fsync of the directory, and only then the rename. The replacement is atomic but
// not durable: an acknowledged write can be lost at a power cut. The mode of the replaced file is not kept.
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname, format, parse } from 'node:path';
import type { Commit } from './commit.js';
import { syncDirectory } from './directory-sync.js';
import { writeAll } from './write-all.js';

export const m03Order: Commit = {
  prepareDirectory(directory) {
    mkdirSync(directory, { recursive: true });
  },
  commit(target, content) {
    const tmp = withExtension(target, 'tmp');
    const fd = openSync(tmp, 'w');
    try {
      writeAll(fd, content);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    syncDirectory(dirname(target));
    renameSync(tmp, target);
  },
};

/** Like Rust's Path::with_extension: `a/tasks.yaml` → `a/tasks.tmp`; `a/.hidden` → `a/.hidden.tmp`. */
export function withExtension(path: string, extension: string): string {
  const { dir, name } = parse(path);
  return format({ dir, name, ext: `.${extension}` });
}

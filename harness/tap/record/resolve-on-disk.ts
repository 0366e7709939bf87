// Finds the place of a path that leads into the watched directory from elsewhere, through symbolic links that
// the tree in memory doesn't hold. Reads the real file system, and only when the path isn't obviously inside.
import { basename, dirname, join } from 'node:path';
import { originalFs } from '../patch/original-fs.js';
import type { ResolvedPath } from './path-resolution.js';
import type { TraceBuilder } from './trace-builder.js';

export function resolveOnDisk(ledger: TraceBuilder, path: string, follow: boolean): ResolvedPath {
  const direct = ledger.resolve(path, follow);
  if (direct.at !== 'outside') return direct;
  const parent = realPath(dirname(path));
  if (parent === null) return direct;
  const through = ledger.resolve(join(parent, basename(path)), follow);
  if (through.at !== 'outside' || !follow) return through;
  const whole = realPath(path);
  return whole === null ? through : ledger.resolve(whole, follow);
}

function realPath(path: string): string | null {
  try {
    return originalFs.realpathSync.native(path);
  } catch {
    return null;
  }
}

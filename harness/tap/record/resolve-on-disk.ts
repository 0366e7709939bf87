// Resolves a path that may lead into the watched directory from elsewhere, through symbolic links that the
// tree in memory doesn't hold. Reads the real file system, only for paths that start outside the directory.
import { basename, dirname, join } from 'node:path';
import { originalFs } from '../patch/original-fs.js';
import type { ResolvedPath } from './path-resolution.js';
import type { TraceBuilder } from './trace-builder.js';

export function resolveOnDisk(trace: TraceBuilder, path: string, follow: boolean): ResolvedPath {
  const inside = trace.resolve(path, follow);
  if (inside.at !== 'outside') return inside;
  const parent = realPath(dirname(path));
  if (parent === null) return inside;
  const through = trace.resolve(join(parent, basename(path)), follow);
  if (through.at !== 'outside' || !follow) return through;
  const whole = realPath(path);
  return whole === null ? through : trace.resolve(whole, follow);
}

function realPath(path: string): string | null {
  try {
    return originalFs.realpathSync.native(path);
  } catch {
    return null;
  }
}

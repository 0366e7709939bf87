// Finds the place of a path that leads into the watched directory from elsewhere, through symbolic links that
// the tree in memory doesn't hold. Reads the real file system, and only when the path isn't obviously inside.
import { basename, dirname, join } from 'node:path';
import { native } from '../patch/native.js';
import type { Ledger } from './ledger.js';
import type { WatchedPlace } from './places.js';

export function onDiskPlace(ledger: Ledger, path: string, follow: boolean): WatchedPlace {
  const direct = ledger.placeOf(path, follow);
  if (direct.at !== 'outside') return direct;
  const parent = realPath(dirname(path));
  if (parent === null) return direct;
  const through = ledger.placeOf(join(parent, basename(path)), follow);
  if (through.at !== 'outside' || !follow) return through;
  const whole = realPath(path);
  return whole === null ? through : ledger.placeOf(whole, follow);
}

function realPath(path: string): string | null {
  try {
    return native.realpathSync.native(path);
  } catch {
    return null;
  }
}

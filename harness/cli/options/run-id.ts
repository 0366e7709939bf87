// The name of a run: when, where, and four digits of chance, sortable by time and valid on every file system.
// Four digits keep apart runs that start in the same second; a directory that exists is refused anyway.
import type { Io } from '../io.js';

/** `2026-11-23T10-00-00-linux-x64-3f9a`. */
export function newRunId(io: Pick<Io, 'now' | 'platform' | 'randomHex'>): string {
  const instant = io.now().toISOString().slice(0, 19).replaceAll(':', '-');
  return `${instant}-${io.platform}-${io.randomHex(4)}`;
}

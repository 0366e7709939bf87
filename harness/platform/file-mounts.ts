// Single files that are mounts of their own below a directory, as containers and sandboxes pass them in. A
// rename over one fails with EBUSY (rename(2)), so that whatever replaces its file by rename can't keep a
// document there. Found in the mount table, because trying it out would replace somebody's file.
import { realpathSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import type { Observation } from '../../results/facts/platform-probe.js';
import { mountPoints } from '../processes/mount-points.js';

/** Relative to the directory. `isFile` throws for what can't be looked at. */
export function fileMountsBelow(
  dir: string,
  mounts: readonly string[],
  isFile: (path: string) => boolean,
): string[] {
  const below = mounts.filter((path) => path.startsWith(dir === '/' ? '/' : `${dir}/`));
  return [...new Set(below)].filter((path) => safely(isFile, path)).map((path) => relative(dir, path));
}

function safely(isFile: (path: string) => boolean, path: string): boolean {
  try {
    return isFile(path);
  } catch {
    return false;
  }
}

const SHOWN_MAX = 3;

/** The mount table is known on Linux only. */
export function observeFileMounts(dir: string): Observation {
  if (process.platform !== 'linux') {
    return { outcome: 'n/a', detail: 'Only Linux mounts single files, as far as this table goes.' };
  }
  const found = fileMountsBelow(realpathSync(dir), mountPoints(), (path) => statSync(path).isFile());
  if (found.length === 0) return { outcome: 'no', detail: '' };
  const more = found.length > SHOWN_MAX ? ` and ${found.length - SHOWN_MAX} more` : '';
  const names = `${found.slice(0, SHOWN_MAX).join(', ')}${more}`;
  return { outcome: 'yes', detail: `${names}: rename over it fails with EBUSY.` };
}

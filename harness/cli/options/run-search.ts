// Finds run directories below what was named: the directory itself, or one to three levels down, as when the
// artifacts of several CI jobs were downloaded into one place. Links are not followed.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const levelsMax = 3;

/** Absolute directories that hold a run.json, sorted; a run is not searched for further runs. */
export function findRuns(path: string): string[] {
  if (statSync(path).isFile()) return [dirname(path)].filter(holdsRun);
  return search(path, 0);
}

function search(dir: string, level: number): string[] {
  if (holdsRun(dir)) return [dir];
  if (level === levelsMax) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(dir, entry.name))
    .sort()
    .flatMap((child) => search(child, level + 1));
}

function holdsRun(dir: string): boolean {
  return existsSync(join(dir, 'run.json'));
}

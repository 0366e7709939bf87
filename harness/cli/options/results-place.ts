// Where results go without --out: below results/ of the current directory, in a folder for each kind. Git
// ignores a folder that was made here, as it does .holdfast: results are large, and of one machine.
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Io } from '../io.js';
import { newRunId } from './run-id.js';

const folders = {
  runs: 'results/runs',
  explorations: 'results/explorations',
  tries: 'results/tries',
} as const;

/** Relative; nothing is made. */
export function newPlace(kind: keyof typeof folders, io: Parameters<typeof newRunId>[0]): string {
  return `${folders[kind]}/${newRunId(io)}`;
}

/**
 * To be called before `place` is made: a folder of ours that is not there yet is made with a .gitignore. One
 * that exists keeps what its owner decided. Whatever the disk says against it, making `place` says as well.
 */
export function ignoreByGit(place: string, { cwd }: Pick<Io, 'cwd'>): void {
  const folder = dirname(resolve(cwd, place));
  const isOurs = Object.values(folders).some((one) => resolve(cwd, one) === folder);
  if (!isOurs || existsSync(folder)) return;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '.gitignore'), '# Made by holdfast.\n*\n');
  } catch {
    // The next step tells it in words.
  }
}

/** The runs in the default folder, relative with slashes, the newest first. */
export function runsIn(cwd: string): string[] {
  const found = namesIn(join(cwd, folders.runs)).flatMap((name) => {
    const at = modifiedMs(join(cwd, folders.runs, name, 'run.json'));
    return at === null ? [] : [{ name, at }];
  });
  return found
    .sort((one, other) => other.at - one.at || (one.name < other.name ? 1 : -1))
    .map(({ name }) => `${folders.runs}/${name}`);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** null: there is none, or what should hold it is no directory. */
function modifiedMs(file: string): number | null {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return null;
  }
}

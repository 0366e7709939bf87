// Writes what `holdfast init` adds to a project, and says of each file what became of it. A file that exists
// is never written over.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf, environmentError, messageOf, usageError } from '../cli-error.js';
import { configurationsIn } from '../options/configuration-file.js';
import { type Edit, editedIgnores, editedManifest, type NeededPackages } from './edited-files.js';
import type { PackageManager, StarterProject } from './starter-choice.js';
import type { StarterFile } from './starter-files.js';

export interface StarterOutcome {
  path: string;
  /** kept: it was there already, with all that is needed or with what only its owner can judge. */
  did: 'created' | 'changed' | 'kept';
  note: string;
}

/** What holdfast writes ignores itself. */
const IGNORED = ['node_modules/'];

const lockFiles: Readonly<Record<string, PackageManager>> = {
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
};

export function projectIn(directory: string): StarterProject {
  const found = Object.entries(lockFiles).find(([name]) => existsSync(join(directory, name)));
  const configurations = configurationsIn(directory);
  return { manager: found?.[1] ?? 'npm', isLocked: found !== undefined, configurations };
}

/** Throws a usage error for a package.json that can't be read, before anything is written. */
export function writeStarter(
  directory: string,
  files: readonly StarterFile[],
  needed: NeededPackages,
): StarterOutcome[] {
  const manifest = editOf(directory, 'package.json', (text) => editedManifest(text, needed));
  const ignores = editOf(directory, '.gitignore', (text) => editedIgnores(text, IGNORED));
  const made = files.map(({ path, text, purpose }): StarterOutcome => {
    const isMade = write(directory, path, text, 'wx');
    return isMade
      ? { path, did: 'created', note: purpose }
      : { path, did: 'kept', note: 'it exists already, and nothing is written over' };
  });
  return [...made, ...[manifest, ignores].map((edit) => apply(directory, edit))];
}

interface NamedEdit extends Edit {
  path: string;
  before: string | null;
}

function editOf(directory: string, path: string, edited: (text: string | null) => Edit): NamedEdit {
  const file = join(directory, path);
  try {
    const before = existsSync(file) ? readFileSync(file, 'utf8') : null;
    return { path, before, ...edited(before) };
  } catch (cause) {
    throw usageError({
      what: `${path} can't be read: ${messageOf(cause)}`,
      where: file,
      remedy: 'mend it; nothing was written',
      cause,
    });
  }
}

function apply(directory: string, { path, before, text, added }: NamedEdit): StarterOutcome {
  if (added.length === 0) return { path, did: 'kept', note: 'it has all that is needed' };
  write(directory, path, text, 'w');
  return { path, did: before === null ? 'created' : 'changed', note: `added ${added.join(', ')}` };
}

/** False: it exists. Throws an environment error. */
function write(directory: string, path: string, text: string, flag: 'w' | 'wx'): boolean {
  const file = join(directory, path);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag });
    return true;
  } catch (cause) {
    if (flag === 'wx' && codeOf(cause) === 'EEXIST' && existsSync(file)) return false;
    throw environmentError({
      what: `can't write ${path}: ${messageOf(cause)}`,
      where: file,
      remedy: 'name a directory that can be written to with --dir',
      cause,
    });
  }
}

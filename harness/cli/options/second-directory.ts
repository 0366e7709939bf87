// `--dir A --dir B`: two directories that show one storage through two mounts. Refuses, before anything runs, two
// that don't, and two names of one mount, which would show nothing about two.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { compareStorage } from '../../platform/same-storage.js';
import { defaultWorkDirectory } from '../../processes/work-directory.js';
import { messageOf, usageError } from '../cli-error.js';
import { parseDirectory } from './option-values.js';

const parseOne = parseDirectory('--dir');

/** What stands for the option when nobody has typed it. */
export const defaultDirectories: readonly string[] = [defaultWorkDirectory];

/** The parser of `--dir`, once or twice. */
export function collectDirectories(typed: string, before: readonly string[] | undefined): readonly string[] {
  const given = before === undefined || before === defaultDirectories ? [] : before;
  if (given.length === 2) {
    throw usageError({
      what: 'there are more than two directories',
      where: `--dir ${typed}`,
      remedy: 'name one, or two that show the same storage through two mounts',
    });
  }
  return [...given, parseOne(typed)];
}

/** The second directory, absolute. Rejects with a usage error unless both show one storage by two mounts. */
export async function sharedDirectory(first: string, second: string, cwd: string): Promise<string> {
  const [a, b] = [resolve(cwd, first), resolve(cwd, second)];
  const where = `--dir ${a} --dir ${b}`;
  for (const directory of [a, b]) {
    if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) continue;
    throw usageError({
      what: `${directory} is no directory`,
      where,
      remedy: 'two directories have to be there, as two mounts of one storage show them',
    });
  }
  const found = await compareStorage(a, b).catch((cause: unknown) => {
    throw usageError({
      what: `whether they show one storage can't be tried: ${messageOf(cause)}`,
      where,
      remedy: 'name two directories that can be written to',
      cause,
    });
  });
  switch (found.type) {
    case 'same':
      return b;
    case 'different':
      throw usageError({
        what: `the two directories don't show one storage: ${found.why}`,
        where,
        remedy: 'name the same directory as each of the two mounts shows it',
      });
    case 'one-mount':
      throw usageError({
        what: `both directories lie on one mount, ${found.mount}, so nothing would be shown about two`,
        where,
        remedy: 'mount the storage a second time, and name the directory as that mount shows it',
      });
  }
}

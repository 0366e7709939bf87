// Whether git keeps a file: its name stands in the index of the repository, which holds names as they are (Git's
// index-format, versions 2 and 3). Version 4 shortens names, and there a file counts as not kept.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** `file`: absolute. False where there is no repository, or none that can be read. */
export function isTrackedByGit(file: string): boolean {
  for (let top = dirname(file); ; top = dirname(top)) {
    const git = join(top, '.git');
    if (existsSync(git)) return isInIndex(git, relative(top, file).split(sep).join('/'));
    if (dirname(top) === top) return false;
  }
}

function isInIndex(git: string, name: string): boolean {
  try {
    const index = readFileSync(join(directoryOf(git), 'index'));
    // A name ends with a zero byte, and one byte of its length goes before it.
    const at = index.indexOf(`${name}\0`, 0, 'utf8');
    return at > 0 && index[at - 1] === Math.min(Buffer.byteLength(name), 0xfff) % 256;
  } catch {
    return false;
  }
}

/** In a worktree of its own `.git` is a file that names the directory. */
function directoryOf(git: string): string {
  if (statSync(git).isDirectory()) return git;
  const named = /^gitdir: (.+)$/m.exec(readFileSync(git, 'utf8'))?.[1] ?? '';
  return resolve(dirname(git), named);
}

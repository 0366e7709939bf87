// The file system that holds a directory: its type, mount point and options, as the operating system names
// them. A type that can't be found out is `unknown`, not guessed.
import { execFile } from 'node:child_process';
import { readFile, realpath } from 'node:fs/promises';
import { parse } from 'node:path';
import { promisify } from 'node:util';
import { findDarwinMount, findLinuxMount, type Mount, parseDfMountPoint } from './mount-table.js';

const run = promisify(execFile);

/** Rejects when `dir` doesn't exist. */
export async function fileSystemOf(dir: string): Promise<Mount> {
  const path = await realpath(dir);
  const found = await lookUp(path);
  return found ?? { type: 'unknown', mount: parse(path).root, options: '', source: '' };
}

async function lookUp(path: string): Promise<Mount | null> {
  switch (process.platform) {
    case 'linux':
      return findLinuxMount(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''), path);
    case 'win32': {
      const volume = windowsVolume(path);
      if (volume.type !== 'unknown') return volume;
      const told = await output('fsutil', ['fsinfo', 'volumeinfo', volume.mount]);
      return { ...volume, type: windowsFileSystem(told) ?? volume.type };
    }
    default: {
      // A path below /Users belongs to a volume that only df can name: firmlinks are in no table.
      const mountPoint = parseDfMountPoint(await output('df', ['-P', path]));
      return findDarwinMount(await output('mount', []), mountPoint ?? path);
    }
  }
}

/** Of what fsutil(1) prints about a volume, in whatever language; null: none that is known. Never run. */
export function windowsFileSystem(volumeInfo: string): string | null {
  return /: (NTFS|ReFS|FAT32|exFAT)\s*$/m.exec(volumeInfo)?.[1]?.toLowerCase() ?? null;
}

/** Node has no volume type on Windows; a network share is recognised by its name. */
export function windowsVolume(path: string): Mount {
  const root = /^(?:\\\\[^\\]+\\[^\\]+|[A-Za-z]:)\\?/.exec(path)?.[0] ?? path;
  return { type: root.startsWith('\\\\') ? 'unc-share' : 'unknown', mount: root, options: '', source: root };
}

async function output(command: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await run(command, args, { timeout: 5_000, env: { ...process.env, LC_ALL: 'C' } });
    return stdout;
  } catch {
    return '';
  }
}

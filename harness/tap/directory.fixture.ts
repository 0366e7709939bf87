// A small directory for tests with every kind of entry: a file with two names, a subdirectory, a symbolic
// link and a dangling one.
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Returns the real path of a fresh directory. */
export function makeTree(): string {
  const dir = realpathSync.native(mkdtempSync(join(tmpdir(), 'holdfast-tap-')));
  mkdirSync(join(dir, 'sub'));
  writeFileSync(join(dir, 'file'), 'content');
  linkSync(join(dir, 'file'), join(dir, 'twin'));
  writeFileSync(join(dir, 'sub', 'inner'), 'inner content', { mode: 0o640 });
  if (process.platform !== 'win32') {
    symlinkSync('file', join(dir, 'link'));
    symlinkSync(join(dir, 'sub', 'target'), join(dir, 'dangling'));
  }
  return dir;
}

/** Runs `work` in a fresh directory and removes it afterwards. */
export async function inTree<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = makeTree();
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

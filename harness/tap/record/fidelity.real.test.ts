// A recording must say that it can't be trusted when something changed the directory unseen: functions
// captured before the tap, other programs, native code, processes, threads, descriptors of unknown origin.
// Each case makes a change that the recorder can't see.
import { execFile, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from 'vitest';
import { inTree } from '../directory.fixture.js';
import { installTap } from '../patch/install.js';
import { record } from './record.js';

// As a library that was loaded before the tap.
const captured = { ...fs };
const capturedPromises = { ...fs.promises };
const capturedOpen = fs.promises.open;

beforeAll(async () => {
  await installTap();
});

async function distrustOf(work: (dir: string) => unknown): Promise<string | null> {
  return await inTree(async (dir) => (await record(dir, async () => void (await work(dir)))).distrust);
}

/** A change that the recorder sees, so that the reason is not an empty trace. */
function seen(dir: string): void {
  fs.writeFileSync(join(dir, 'seen'), 'x');
}

describe('functions that were captured before the tap', () => {
  it('a write', async () => {
    const distrust = await distrustOf((dir) => {
      seen(dir);
      captured.writeFileSync(join(dir, 'hidden'), 'x');
    });
    expect(distrust).toBe('./hidden is there and was not recorded');
  });

  it('all calls, which leaves an empty trace', async () => {
    const distrust = await distrustOf((dir) => capturedPromises.writeFile(join(dir, 'file'), 'other'));
    expect(distrust).toContain('no operation was seen');
  });

  it('a rename of a recorded file', async () => {
    const distrust = await distrustOf((dir) => {
      seen(dir);
      captured.renameSync(join(dir, 'seen'), join(dir, 'file'));
    });
    expect(distrust).toContain("./seen was recorded and isn't there");
  });

  it('a write before a tapped rename', async () => {
    const distrust = await distrustOf((dir) => {
      captured.writeFileSync(join(dir, 'tmp'), 'x');
      fs.renameSync(join(dir, 'tmp'), join(dir, 'file'));
    });
    expect(distrust).toContain('renameSync(tmp, file) worked on a name that was never recorded');
  });

  it('a file swapped and then opened', async () => {
    const distrust = await distrustOf((dir) => {
      captured.unlinkSync(join(dir, 'sub', 'inner'));
      captured.writeFileSync(join(dir, 'sub', 'inner'), 'inner content', { mode: 0o640 });
      fs.appendFileSync(join(dir, 'sub', 'inner'), '!');
    });
    // ext4 and tmpfs may reuse the inode number; then the files can't be told apart.
    expect(distrust === null || distrust.includes('inner was replaced')).toBe(true);
  });

  it('a mode', async () => {
    const distrust = await distrustOf((dir) => {
      seen(dir);
      captured.chmodSync(join(dir, 'file'), 0o700);
    });
    expect(distrust).toMatch(/^\.\/file has mode 700, recorded was 6\d\d$/);
  });

  it('a promise open: its handle still shows what is done with it', async () => {
    const distrust = await distrustOf(async (dir) => {
      seen(dir);
      const file = await capturedOpen(join(dir, 'file'), 'r+');
      await file.write('X');
      await file.close();
    });
    expect(distrust).toContain(
      'FileHandle.write(file) used a descriptor that was not opened while recording',
    );
  });
});

/** Tried in another process: this one must load the addon after the tap. */
function canLoad(name: string): boolean {
  try {
    execFileSync(process.execPath, ['-e', `require('${name}')`], {
      stdio: 'ignore',
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    });
    return true;
  } catch {
    return false;
  }
}

describe('a sync', () => {
  const orderOf = async (work: (file: fs.promises.FileHandle, dir: string) => Promise<unknown>) =>
    await inTree(async (dir) => {
      const trace = await record(dir, async () => {
        const file = await fs.promises.open(join(dir, 'tmp'), 'w');
        await file.writeFile('x');
        await work(file, dir);
        await file.close();
      });
      expect(trace.distrust).toBeNull();
      return trace.effects.map(({ op }) => op).filter((op) => op === 'fsync' || op === 'rename');
    });
  const rename = (dir: string) => fs.promises.rename(join(dir, 'tmp'), join(dir, 'file'));

  it('that is waited for comes where it was asked for', async () => {
    const order = await orderOf(async (file, dir) => {
      await file.sync();
      await rename(dir);
    });
    expect(order).toEqual(['fsync', 'rename']);
  });

  it.each<[string, (file: fs.promises.FileHandle) => Promise<unknown>]>([
    ['of a promise', (file) => file.sync()],
    ['of a callback', (file) => promisify(fs.fsync)(file.fd)],
  ])('%s that nobody waits for comes after what was done meanwhile', async (_title, sync) => {
    const order = await orderOf((file, dir) => Promise.all([sync(file), rename(dir)]));
    expect(order).toEqual(['rename', 'fsync']);
  });
});

describe('changes not made by calls of this thread', () => {
  it('an empty recording is not trusted', async () => {
    expect(await distrustOf(() => undefined)).toBe('no operation was seen');
  });

  it('a faithful recording is trusted', async () => {
    expect(await distrustOf(seen)).toBeNull();
  });

  const require = createRequire(import.meta.url);
  it.skipIf(!canLoad('fs-ext'))('a position that fs-ext moved', async () => {
    const fsExt = require('fs-ext') as { seekSync(fd: number, offset: number, whence: number): number };
    const distrust = await distrustOf((dir) => {
      const fd = fs.openSync(join(dir, 'file'), 'r+');
      fsExt.seekSync(fd, 3, 0);
      fs.writeSync(fd, 'X');
      fs.closeSync(fd);
    });
    expect(distrust).toContain('fs-ext moved the position of descriptor');
  });

  it('a descriptor from before the recording', async () => {
    await inTree(async (dir) => {
      const fd = fs.openSync(join(dir, 'file'), 'r+');
      const { distrust } = await record(dir, async () => {
        fs.writeSync(fd, 'X');
      });
      fs.closeSync(fd);
      expect(distrust).toContain('used a descriptor that was not opened while recording');
    });
  });

  it('a file that comes in from outside, or leaves', async () => {
    await inTree(async (outside) => {
      const into = await distrustOf((dir) => fs.renameSync(join(outside, 'file'), join(dir, 'file')));
      expect(into).toContain('crossed the border of the watched directory');
      const linked = await distrustOf((dir) => fs.linkSync(join(outside, 'twin'), join(dir, 'new')));
      expect(linked).toContain('linked something that was never recorded');
    });
  });

  it.each<[string, () => unknown]>([
    ['execFileSync', () => execFileSync(process.execPath, ['--version'])],
    ['execFile', () => promisify(execFile)(process.execPath, ['--version'])],
    ['spawn', () => new Promise((resolve) => spawn(process.execPath, ['--version']).on('close', resolve))],
  ])('a child process by %s', async (_, start) => {
    const distrust = await distrustOf((dir) => {
      seen(dir);
      return start();
    });
    expect(distrust).toContain('child process started');
  });

  it('worker threads', async () => {
    const distrust = await distrustOf((dir) => {
      seen(dir);
      return new Promise((resolve) => new Worker('', { eval: true }).on('exit', resolve));
    });
    expect(distrust).toContain('worker thread started');
  });

  it('native addons, except those known to only lock', async () => {
    const tap = await installTap();
    const noticed = tap.notices.length;
    const load = (file: string) => process.dlopen({ exports: {} }, file);
    expect(() => load('/x/node_modules/fs-ext/build/Release/fs_ext.node')).toThrow();
    expect(tap.notices.slice(noticed)).toEqual([]);
    // The files don't exist: the attempt to load counts.
    expect(() => load('/somewhere/storage.node')).toThrow();
    expect(await distrustOf(seen)).toBe('native addon storage.node was loaded');
  });
});

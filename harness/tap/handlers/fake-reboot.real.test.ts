// After a simulated power loss every way of reading the boot id shows another one, and a lock that relies on
// boot id and pid behaves as after a restart. Linux only: other systems have no such file.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { inTree } from '../directory.fixture.js';
import { installTap } from '../patch/install.js';
import type { Tap } from '../patch/tap.js';
import { FakeReboot } from './fake-reboot.js';

const BOOT_ID_PATH = '/proc/sys/kernel/random/boot_id';

let tap: Tap;
beforeAll(async () => {
  tap = await installTap();
});

async function afterBoot<T>(work: (boot: FakeReboot, dir: string) => Promise<T>): Promise<T> {
  return await inTree(async (dir) => {
    const boot = new FakeReboot(dir);
    const detach = tap.attach(boot);
    try {
      return await work(boot, dir);
    } finally {
      detach();
    }
  });
}

const viaDescriptor = (fd: number): string => {
  const buffer = Buffer.alloc(100);
  return buffer.toString('latin1', 0, fs.readSync(fd, buffer, 0, 100, null));
};
const readings: [string, () => Promise<string>][] = [
  ['readFileSync', async () => fs.readFileSync(BOOT_ID_PATH, 'utf8')],
  [
    'a path that is not in its simplest form',
    async () => fs.readFileSync('/proc//sys/./kernel/random/boot_id', 'latin1'),
  ],
  [
    'openSync, readSync',
    async () => {
      const fd = fs.openSync(BOOT_ID_PATH, 'r');
      const read = viaDescriptor(fd);
      fs.closeSync(fd);
      return read;
    },
  ],
  ['the callback', () => promisify(fs.readFile)(BOOT_ID_PATH, 'utf8')],
  ['the promise', () => fs.promises.readFile(BOOT_ID_PATH, 'utf8')],
  [
    'a FileHandle',
    async () => {
      const file = await fs.promises.open(BOOT_ID_PATH);
      const read = await file.readFile('utf8');
      await file.close();
      return read;
    },
  ],
  ['a stream', () => text(fs.createReadStream(BOOT_ID_PATH))],
];

describe.runIf(process.platform === 'linux')('the boot id', () => {
  it.each(readings)('differs after a power loss, read by %s', async (_, read) => {
    const actual = await read();
    await afterBoot(async (boot) => {
      expect(await read()).toBe(`${boot.bootId}\n`);
      expect(boot.shown).toBe(1);
      expect(actual).toMatch(/^[0-9a-f-]{36}\n$/);
      expect(boot.bootId).not.toBe(actual.trim());
      boot.rebooted = false;
      expect(await read()).toBe(actual);
    });
    expect(await read()).toBe(actual);
  });

  it('can only be read, as without the handler', async () => {
    await afterBoot(async () => {
      expect(() => fs.writeFileSync(BOOT_ID_PATH, 'x')).toThrow();
      expect(fs.readFileSync(BOOT_ID_PATH, 'utf8')).toHaveLength(37);
    });
  });

  it('leaves other files alone', async () => {
    await afterBoot(async (boot, dir) => {
      expect(fs.readFileSync(join(dir, 'file'), 'utf8')).toBe('content');
      expect(fs.readFileSync('/proc/sys/kernel/ostype', 'utf8')).toBe('Linux\n');
      expect(boot.shown).toBe(0);
    });
  });
});

/** Like the locks of many libraries: held until the machine restarts or the owner's process ends. */
function tryLock(file: string): 'acquired' | 'taken-over' | 'locked' {
  const bootId = fs.readFileSync(BOOT_ID_PATH, 'latin1').trim();
  const own = JSON.stringify({ bootId, pid: process.pid });
  try {
    fs.writeFileSync(file, own, { flag: 'wx' });
    return 'acquired';
  } catch {
    const owner: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    const { bootId: boot, pid } = owner as { bootId: string; pid: number };
    if (boot === bootId && isRunning(pid)) return 'locked';
    fs.writeFileSync(file, own);
    return 'taken-over';
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe.runIf(process.platform === 'linux')('a lock that relies on boot id and pid', () => {
  it('is respected while its owner runs on the same boot, and taken over after a power loss', async () => {
    await afterBoot(async (boot, dir) => {
      const lock = join(dir, 'lock');
      boot.rebooted = false;
      expect(tryLock(lock)).toBe('acquired');
      expect(tryLock(lock)).toBe('locked');
      // The pid still exists here; after a real restart it would belong to another process.
      boot.rebooted = true;
      expect(tryLock(lock)).toBe('taken-over');
      expect(tryLock(lock)).toBe('locked');
    });
  });

  it('is taken over on the same boot once its owner has ended', async () => {
    await afterBoot(async (boot, dir) => {
      boot.rebooted = false;
      const lock = join(dir, 'lock');
      const bootId = fs.readFileSync(BOOT_ID_PATH, 'latin1').trim();
      const { pid } = spawnSync(process.execPath, ['-e', '']);
      fs.writeFileSync(lock, JSON.stringify({ bootId, pid }));
      expect(tryLock(lock)).toBe('taken-over');
    });
  });
});

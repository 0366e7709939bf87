// Which operations of a call fail, and what is seen of what comes after, with the real tap on real files.
import fs from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IoFault } from '../../results/facts/io-faults-fact.js';
import { inTree } from '../tap/directory.fixture.js';
import { within } from '../tap/handlers/stop-at-call.js';
import { installTap } from '../tap/patch/install.js';
import type { Operation } from '../tap/patch/operation.js';
import type { Tap } from '../tap/patch/tap.js';
import { type FaultPlace, OneFault } from './one-fault.js';
import { type MetFault, possibleFaults } from './possible-faults.js';

let tap: Tap;
beforeAll(async () => {
  tap = await installTap();
});

async function failing(
  place: FaultPlace,
  fault: MetFault,
  how: IoFault['how'],
  work: (dir: string) => void,
): Promise<OneFault> {
  return await inTree(async (dir) => {
    const handler = new OneFault(place, fault, how, within(dir));
    const detach = tap.attach(handler);
    try {
      work(dir);
    } finally {
      detach();
    }
    return handler;
  });
}

const eio = { type: 'error', code: 'EIO' } as const;

describe('how', () => {
  it('once: only the n-th of its kind', async () => {
    const handler = await failing({ kind: 'write', nth: 2 }, eio, 'once', (dir) => {
      const fd = fs.openSync(join(dir, 'new'), 'w');
      fs.writeSync(fd, 'a');
      expect(() => fs.writeSync(fd, 'b')).toThrow('EIO');
      fs.writeSync(fd, 'c');
      fs.closeSync(fd);
      expect(fs.readFileSync(join(dir, 'new'), 'utf8')).toBe('ac');
    });
    expect(handler).toMatchObject({ injected: 1, removalsFailed: 0, syncOf: null });
  });

  it('lasting: from then on all that can fail so, removals among them', async () => {
    const handler = await failing({ kind: 'write', nth: 1 }, eio, 'lasting', (dir) => {
      const fd = fs.openSync(join(dir, 'new'), 'w');
      expect(() => fs.writeSync(fd, 'a')).toThrow('EIO');
      expect(() => fs.renameSync(join(dir, 'new'), join(dir, 'other'))).toThrow('EIO');
      expect(() => fs.rmSync(join(dir, 'new'))).toThrow('EIO');
      fs.closeSync(fd);
    });
    expect(handler).toMatchObject({ injected: 3, removalsFailed: 1 });
  });

  it('then-full: the disk has room for half of the next write', async () => {
    const handler = await failing(
      { kind: 'rename', nth: 1 },
      { type: 'error', code: 'EXDEV' },
      'then-full',
      (dir) => {
        fs.writeFileSync(join(dir, 'new'), 'abcd');
        expect(() => fs.renameSync(join(dir, 'new'), join(dir, 'file'))).toThrow('EXDEV');
        expect(() => fs.copyFileSync(join(dir, 'new'), join(dir, 'file'))).toThrow('ENOSPC');
      },
    );
    expect(handler.injected).toBeGreaterThan(1);
  });
});

describe('after a failed sync', () => {
  const sync = { kind: 'fsync', nth: 1 } as const;
  const write = (fd: number) => fs.writeSync(fd, 'again', 0);
  it.each<[string, IoFault['sync'], (fd: number) => void]>([
    ['nothing', { of: 'file', next: 'nothing' }, () => undefined],
    ['retried', { of: 'file', next: 'retried' }, (fd) => fs.fsyncSync(fd)],
    [
      'rewritten',
      { of: 'file', next: 'rewritten' },
      (fd) => {
        write(fd);
        fs.fsyncSync(fd);
      },
    ],
    ['nothing', { of: 'file', next: 'nothing' }, (fd) => void write(fd)],
  ])('%s', async (_name, expected, then) => {
    const { syncOf, afterSync } = await failing(sync, eio, 'once', (dir) => {
      const fd = fs.openSync(join(dir, 'new'), 'w');
      fs.writeSync(fd, 'first');
      expect(() => fs.fsyncSync(fd)).toThrow('EIO');
      then(fd);
      fs.closeSync(fd);
    });
    expect({ of: syncOf, next: afterSync }).toEqual(expected);
  });

  it('another file, written and synced, brings nothing back', async () => {
    const { afterSync } = await failing(sync, eio, 'once', (dir) => {
      const fd = fs.openSync(join(dir, 'new'), 'w');
      fs.writeSync(fd, 'the whole document');
      expect(() => fs.fsyncSync(fd)).toThrow('EIO');
      fs.closeSync(fd);
      const log = fs.openSync(join(dir, 'log'), 'w');
      fs.writeSync(log, 'saved');
      fs.fsyncSync(log);
      fs.closeSync(log);
      const directory = fs.openSync(dir, 'r');
      fs.fsyncSync(directory);
      fs.closeSync(directory);
    });
    expect(afterSync).toBe('nothing');
  });

  it('a new file with all the bytes does', async () => {
    const { afterSync } = await failing(sync, eio, 'once', (dir) => {
      for (const name of ['first', 'second']) {
        const fd = fs.openSync(join(dir, name), 'w');
        fs.writeSync(fd, 'the whole document');
        if (name === 'first') expect(() => fs.fsyncSync(fd)).toThrow('EIO');
        else fs.fsyncSync(fd);
        fs.closeSync(fd);
      }
    });
    expect(afterSync).toBe('rewritten');
  });

  it('a directory is told from a file', async () => {
    const { syncOf } = await failing(sync, eio, 'once', (dir) => {
      const fd = fs.openSync(dir, 'r');
      expect(() => fs.fsyncSync(fd)).toThrow('EIO');
      fs.closeSync(fd);
    });
    expect(syncOf).toBe('directory');
  });
});

describe('what an operation can meet', () => {
  const operation = (action: object): Operation =>
    ({ seq: 0, call: 'x', style: 'sync', openedAs: null, ...action }) as Operation;
  it.each<[string, object, string[]]>([
    [
      'an open that only reads',
      { kind: 'open', path: '/x', flags: 0, mode: 0 },
      ['EMFILE', 'ENFILE', 'EACCES', 'EIO'],
    ],
    [
      'a write of 10 bytes',
      { kind: 'write', fd: 3, position: null, chunks: [Buffer.alloc(10)] },
      ['ENOSPC', 'EDQUOT', 'EIO', '1 byte', 'half', 'all but one byte'],
    ],
    [
      'a write of one byte',
      { kind: 'write', fd: 3, position: null, chunks: [Buffer.alloc(1)] },
      ['ENOSPC', 'EDQUOT', 'EIO'],
    ],
    ['a close', { kind: 'close', fd: 3 }, []],
    [
      'a lock',
      { kind: 'lock', operation: 'try-lock', mechanism: 'flock', path: '/x', fd: 3 },
      ['ENOLCK', 'EIO', 'EINTR'],
    ],
    ['a release', { kind: 'lock', operation: 'unlock', mechanism: 'flock', path: '/x', fd: 3 }, []],
  ])('%s', (_what, action, names) => {
    expect(possibleFaults(operation(action)).map(({ name }) => name)).toEqual(names);
  });

  it('a file that the call itself has made can be gone, one that was there before can not', () => {
    const rename = operation({ kind: 'rename', from: '/x.tmp', to: '/x' });
    const names = (made: string[]) => possibleFaults(rename, new Set(made)).map(({ name }) => name);
    expect(names(['/x.tmp'])).toContain('ENOENT');
    expect(names(['/x'])).not.toContain('ENOENT');
  });

  it('a read of one’s own can be short, as long as the file is; Node itself goes on after one of a whole file', async () => {
    await inTree(async (dir) => {
      const fd = fs.openSync(join(dir, 'file'), 'r');
      const { size } = fs.fstatSync(fd);
      const shortOnes = (call: string) =>
        possibleFaults(operation({ kind: 'read', call, fd, position: null, length: 16_384 })).filter(
          ({ fault }) => fault.type === 'short',
        );
      expect(shortOnes('FileHandle.read').map(({ fault }) => fault)).toEqual(
        [1, Math.floor(size / 2), size - 1].map((bytes) => ({ type: 'short', bytes })),
      );
      expect(shortOnes('readFileSync/read')).toEqual([]);
      fs.closeSync(fd);
    });
  });
});

describe('what is met', () => {
  it('each: all of its kind, and nothing else', async () => {
    const eperm = { type: 'error', code: 'EPERM' } as const;
    const handler = await failing({ kind: 'rename', nth: 1 }, eperm, 'each', (dir) => {
      fs.writeFileSync(join(dir, 'new'), 'a');
      expect(() => fs.renameSync(join(dir, 'new'), join(dir, 'other'))).toThrow('EPERM');
      fs.rmSync(join(dir, 'file'));
      expect(() => fs.renameSync(join(dir, 'new'), join(dir, 'other'))).toThrow('EPERM');
    });
    expect(handler).toMatchObject({ injected: 2, removalsFailed: 0 });
  });

  it('half of a write, and the disk is full at the next one', async () => {
    await failing({ kind: 'write', nth: 1 }, { type: 'short', bytes: 2 }, 'then-full', (dir) => {
      const fd = fs.openSync(join(dir, 'new'), 'w');
      expect(fs.writeSync(fd, 'four')).toBe(2);
      expect(() => fs.writeSync(fd, 'ur')).toThrow('ENOSPC');
      expect(fs.writeSync(fd, 'ur')).toBe(2);
      fs.closeSync(fd);
      expect(fs.readFileSync(join(dir, 'new'), 'utf8')).toBe('four');
    });
  });

  it('a full disk lets a file that is there be cut off', async () => {
    await inTree(async (dir) => {
      const names = (name: string) =>
        possibleFaults({
          ...{ seq: 0, call: 'openSync', style: 'sync', openedAs: null },
          ...{
            kind: 'open',
            path: join(dir, name),
            flags: fs.constants.O_CREAT | fs.constants.O_TRUNC,
            mode: 0,
          },
        }).map((one) => one.name);
      expect(names('new')).toContain('ENOSPC');
      expect(names('file')).not.toContain('ENOSPC');
    });
  });

  it('a short read: the caller sees a part, and no more than once', async () => {
    const handler = await failing({ kind: 'read', nth: 1 }, { type: 'short', bytes: 3 }, 'once', (dir) => {
      fs.writeFileSync(join(dir, 'whole'), 'the whole document');
      const fd = fs.openSync(join(dir, 'whole'), 'r');
      const buffer = Buffer.alloc(100);
      expect(fs.readSync(fd, buffer, 0, 100, null)).toBe(3);
      expect(fs.readSync(fd, buffer, 3, 97, null)).toBe(15);
      expect(buffer.toString('utf8', 0, 18)).toBe('the whole document');
      fs.closeSync(fd);
    });
    expect(handler.injected).toBe(1);
  });

  it('a file that somebody else has removed: the system says so itself', async () => {
    const handler = await failing({ kind: 'rename', nth: 1 }, { type: 'gone' }, 'once', (dir) => {
      fs.writeFileSync(join(dir, 'new'), 'a');
      expect(() => fs.renameSync(join(dir, 'new'), join(dir, 'other'))).toThrow('ENOENT');
      expect(fs.existsSync(join(dir, 'new'))).toBe(false);
    });
    expect(handler).toMatchObject({ injected: 1, removalsFailed: 0 });
  });
});

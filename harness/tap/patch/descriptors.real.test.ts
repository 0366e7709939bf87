// Calls on open descriptors: fs.* with a number, FileHandle, and streams. Checks the trace: which inode each
// effect changes, where each write lands, and that the recording is trusted.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Effect, Trace } from '../../../results/vocabulary/trace.js';
import { inTree } from '../directory.fixture.js';
import { record } from '../record/record.js';
import { installTap } from './install.js';

beforeAll(async () => {
  await installTap();
});

async function traceOf(work: (dir: string) => Promise<unknown>): Promise<Trace> {
  return await inTree((dir) => record(dir, async () => void (await work(dir))));
}

function shortOf(effect: Effect): string {
  if (effect.op === 'write') return `write@${effect.offset} ${Buffer.from(effect.data, 'base64').toString()}`;
  return effect.op === 'truncate' ? `truncate ${effect.size}` : effect.op;
}

async function expectEffects(work: (dir: string) => Promise<unknown>, effects: string[]): Promise<void> {
  const trace = await traceOf(work);
  expect(trace.effects.map(shortOf)).toEqual(effects);
  expect(trace.distrust).toBeNull();
}

const ORDINARY = [
  'create',
  'write@0 one',
  'write@3 two',
  'write@1 X',
  'write@6 three',
  'write@11 four',
  'truncate 14',
  'fdatasync',
  'fsync',
  'chmod',
  'chown',
  'utimes',
];

describe('an open file', () => {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];

  it('by descriptor, synchronously', async () => {
    await expectEffects(async (dir) => {
      const fd = fs.openSync(join(dir, 'new'), 'w+', 0o600);
      expect(fs.writeSync(fd, 'one')).toBe(3);
      fs.writeSync(fd, Buffer.from('.two.'), 1, 3);
      fs.writeSync(fd, 'X', 1);
      expect(fs.writevSync(fd, [Buffer.from('th'), Buffer.from('ree')])).toBe(5);
      fs.writeFileSync(fd, 'four');
      fs.ftruncateSync(fd, 14);
      fs.fdatasyncSync(fd);
      fs.fsyncSync(fd);
      fs.fchmodSync(fd, 0o640);
      fs.fchownSync(fd, uid, gid);
      fs.futimesSync(fd, 1, 1);
      const buffer = Buffer.alloc(6);
      expect(fs.readSync(fd, buffer, { position: 0 })).toBe(6);
      expect(buffer.toString()).toBe('oXetwo');
      fs.closeSync(fd);
      expect(() => fs.fsyncSync(fd)).toThrow(expect.objectContaining({ code: 'EBADF' }));
    }, ORDINARY);
  });

  it('by descriptor, with callbacks', async () => {
    await expectEffects(async (dir) => {
      const fd = await promisify(fs.open)(join(dir, 'new'), 'w+');
      const written = await promisify(fs.write)(fd, Buffer.from('one'));
      expect(written).toEqual({ bytesWritten: 3, buffer: Buffer.from('one') });
      await promisify(fs.write)(fd, Buffer.from('.two.'), 1, 3);
      await new Promise<void>((resolve) => fs.write(fd, 'X', 1, () => resolve()));
      expect(await promisify(fs.writev)(fd, [Buffer.from('th'), Buffer.from('ree')])).toMatchObject({
        bytesWritten: 5,
      });
      await promisify(fs.writeFile)(fd, 'four');
      await promisify(fs.ftruncate)(fd, 14);
      await promisify(fs.fdatasync)(fd);
      await promisify(fs.fsync)(fd);
      await promisify(fs.fchmod)(fd, 0o640);
      await promisify(fs.fchown)(fd, uid, gid);
      await promisify(fs.futimes)(fd, 1, 1);
      const read = await promisify(fs.read)(fd, Buffer.alloc(6), 0, 6, 0);
      expect(read).toMatchObject({ bytesRead: 6 });
      expect(read.buffer.toString()).toBe('oXetwo');
      await promisify(fs.close)(fd);
    }, ORDINARY);
  });

  it('by FileHandle', async () => {
    await expectEffects(async (dir) => {
      const file = await fs.promises.open(join(dir, 'new'), 'w+');
      let closed = 0;
      Reflect.apply(Reflect.get(file, 'on') as () => void, file, ['close', () => closed++]);
      expect(await file.write('one')).toEqual({ bytesWritten: 3, buffer: 'one' });
      await file.write(Buffer.from('.two.'), 1, 3);
      await file.write('X', 1);
      expect(await file.writev([Buffer.from('th'), Buffer.from('ree')])).toMatchObject({ bytesWritten: 5 });
      await file.appendFile('four');
      await file.truncate(14);
      await file.datasync();
      await file.sync();
      await file.chmod(0o640);
      await file.chown(uid, gid);
      await file.utimes(1, 1);
      expect((await file.stat()).size).toBe(14);
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(6), position: 0 });
      expect([bytesRead, buffer.toString()]).toEqual([6, 'oXetwo']);
      await file.close();
      expect([closed, file.fd]).toEqual([1, -1]);
      await expect(file.sync()).rejects.toMatchObject({ code: 'EBADF' });
      await file.close();
    }, ORDINARY);
  });

  it('as path of whole-file functions', async () => {
    await expectEffects(
      async (dir) => {
        const file = await fs.promises.open(join(dir, 'file'), 'r+');
        expect(await fs.promises.readFile(file, 'utf8')).toBe('content');
        await fs.promises.writeFile(file, ' and more');
        await file.close();
        const fd = fs.openSync(join(dir, 'file'), 'a');
        fs.appendFileSync(fd, '!');
        fs.closeSync(fd);
      },
      ['write@7  and more', 'write@16 !'],
    );
  });

  it('is closed only after pending calls on the handle', async () => {
    await expectEffects(
      async (dir) => {
        const file = await fs.promises.open(join(dir, 'file'), 'r+');
        const writing = file.writeFile(['a', 'b', 'c'].values() as never);
        const closing = file.close();
        await Promise.all([writing, closing]);
      },
      ['write@0 a', 'write@1 b', 'write@2 c'],
    );
  });

  it('with O_APPEND writes to the end, whatever its position argument', async () => {
    const wherever = process.platform === 'linux' ? 'write@8 there' : 'write@0 there';
    await expectEffects(
      async (dir) => {
        const fd = fs.openSync(join(dir, 'file'), 'a+');
        fs.writeSync(fd, '!');
        fs.writeSync(fd, 'there', 0);
        fs.closeSync(fd);
      },
      ['write@7 !', wherever],
    );
  });

  it('keeps its inode through rename and unlink', async () => {
    const trace = await traceOf(async (dir) => {
      const fd = fs.openSync(join(dir, 'file'), 'r+');
      fs.renameSync(join(dir, 'file'), join(dir, 'sub', 'moved'));
      fs.writeSync(fd, 'A');
      fs.unlinkSync(join(dir, 'sub', 'moved'));
      fs.unlinkSync(join(dir, 'twin'));
      fs.writeSync(fd, 'B');
      fs.closeSync(fd);
    });
    expect(trace.effects.map(shortOf)).toEqual(['rename', 'write@0 A', 'unlink', 'unlink', 'write@1 B']);
    expect(new Set(trace.effects.map((effect) => 'ino' in effect && effect.ino)).size).toBe(1);
    expect(trace.effects.flatMap((effect) => (effect.op === 'unlink' ? [effect.last] : []))).toEqual([
      false,
      true,
    ]);
    expect(trace.distrust).toBeNull();
  });

  it('of a directory can be synced', async () => {
    const trace = await traceOf(async (dir) => {
      const top = fs.openSync(dir, 'r');
      fs.fsyncSync(top);
      fs.closeSync(top);
      const sub = await fs.promises.open(join(dir, 'sub'), 'r');
      await sub.sync();
      await sub.close();
    });
    const sub = trace.initial.inodes[0]?.type === 'dir' ? trace.initial.inodes[0].entries.sub : undefined;
    expect(trace.effects).toEqual([
      { op: 'fsync', ino: 0 },
      { op: 'fsync', ino: sub },
    ]);
    expect(trace.calls).toEqual([expect.stringMatching(/^fsyncSync\(/), 'FileHandle.sync(sub)']);
    expect(trace.distrust).toBeNull();
  });
});

describe('streams', () => {
  it('of fs', async () => {
    await expectEffects(
      async (dir) => {
        const stream = fs.createWriteStream(join(dir, 'new'));
        stream.write('one');
        stream.end('two');
        await finished(stream);
        await pipeline(
          fs.createReadStream(join(dir, 'file')),
          fs.createWriteStream(join(dir, 'copy'), { flags: 'wx' }),
        );
      },
      ['create', 'write@0 onetwo', 'create', 'write@0 content'],
    );
  });

  it('of a FileHandle, with flush', async () => {
    await expectEffects(
      async (dir) => {
        const file = await fs.promises.open(join(dir, 'new'), 'w');
        const stream = file.createWriteStream({ flush: true });
        stream.end('streamed');
        await finished(stream);
        const source = await fs.promises.open(join(dir, 'file'));
        const lines: string[] = [];
        for await (const line of source.readLines()) lines.push(line);
        expect(lines).toEqual(['content']);
      },
      ['create', 'write@0 streamed', 'fsync'],
    );
  });
});

describe('concurrent calls', () => {
  it('take effect in the order in which they were issued', async () => {
    await expectEffects(
      async (dir) => {
        const file = await fs.promises.open(join(dir, 'new'), 'w');
        const writes = ['a', 'b', 'c'].map((text) => file.write(text));
        fs.renameSync(join(dir, 'new'), join(dir, 'renamed'));
        await Promise.all(writes);
        await file.close();
      },
      ['create', 'write@0 a', 'write@1 b', 'write@2 c', 'rename'],
    );
  });

  it('of several steps interleave step by step', async () => {
    await expectEffects(
      async (dir) => {
        await Promise.all([
          fs.promises.writeFile(join(dir, 'new'), 'first'),
          fs.promises.writeFile(join(dir, 'new'), 'second'),
        ]);
      },
      ['create', 'truncate 0', 'write@0 first', 'write@0 second'],
    );
  });

  it('answer in a later turn, as Node does', async () => {
    await traceOf(async (dir) => {
      const order: string[] = [];
      await new Promise<void>((resolve) => {
        fs.stat(dir, () => {
          order.push('answer');
          resolve();
        });
        process.nextTick(() => order.push('tick'));
        order.push('after the call');
      });
      expect(order).toEqual(['after the call', 'tick', 'answer']);
    });
  });
});

it.skipIf(process.platform === 'win32')('reading and writing a pipe does not block the thread', async () => {
  await inTree(async (elsewhere) => {
    const pipe = join(elsewhere, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const trace = await traceOf(async (dir) => {
      const [text] = await Promise.all([
        fs.promises.readFile(pipe, 'utf8'),
        fs.promises.writeFile(pipe, 'through the pipe'),
      ]);
      fs.writeFileSync(join(dir, 'new'), text);
    });
    expect(trace.effects.map(shortOf)).toEqual(['create', 'write@0 through the pipe']);
    expect(trace.distrust).toBeNull();
  });
});

it('functions keep their names, properties and symbols', () => {
  expect([fs.writeSync.name, fs.write.length, typeof fs.realpathSync.native]).toEqual([
    'writeSync',
    6,
    'function',
  ]);
  expect(fs.constants).toBe(fs.promises.constants);
});

it('a handle can be closed after the last handler was detached', async () => {
  await inTree(async (dir) => {
    let late: fs.promises.FileHandle | null = null;
    await record(dir, async () => {
      late = await fs.promises.open(join(dir, 'file'), 'r');
    });
    const handle = late as fs.promises.FileHandle | null;
    const fd = handle?.fd ?? -1;
    await handle?.close();
    expect(() => fs.fstatSync(fd)).toThrow(expect.objectContaining({ code: 'EBADF' }));
    const early = await fs.promises.open(join(dir, 'file'), 'r+');
    await record(dir, async () => {
      await early.close();
    });
    expect(early.fd).toBe(-1);
  });
});

it('promisify finds what it needs', async () => {
  await traceOf(async (dir) => {
    expect(await promisify(fs.exists)(join(dir, 'file'))).toBe(true);
    expect(await promisify(fs.exists)(join(dir, 'missing'))).toBe(false);
    expect(fs.existsSync(join(dir, 'missing'))).toBe(false);
    expect(fs.statSync(join(dir, 'missing'), { throwIfNoEntry: false })).toBeUndefined();
    expect(() => Reflect.apply(fs.stat, fs, [dir])).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    );
    expect(() => fs.chmod(join(dir, 'file'), 'rwx', () => undefined)).toThrow(TypeError);
  });
});

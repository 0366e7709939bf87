// Handlers of the tap: injected faults, skipped syncs, announced locks, and what every handler sees.
import { channel } from 'node:diagnostics_channel';
import fs from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { inTree } from '../directory.fixture.js';
import { installTap } from '../patch/install.js';
import { LOCK_CHANNEL } from '../patch/lock-channel.js';
import { type Operation, type Outcome, pathsOf } from '../patch/operation.js';
import type { Tap } from '../patch/tap.js';
import { record } from '../record/record.js';
import { type Fault, FaultInjector } from './inject-faults.js';
import { SkipSyncs } from './skip-syncs.js';
import { changesWithin, runToStopPoint } from './stop-at-call.js';

let tap: Tap;
beforeAll(async () => {
  tap = await installTap();
});

async function withFault(fault: Fault, at: number | null, work: (dir: string) => unknown): Promise<number> {
  return await inTree(async (dir) => {
    const injector = new FaultInjector(fault, at, changesWithin(dir));
    const detach = tap.attach(injector);
    try {
      await work(dir);
    } finally {
      detach();
    }
    return injector.injected;
  });
}

it('skip-sync makes an fsync succeed in every style and does not apply to other operations', async () => {
  await inTree(async (dir) => {
    const fd = fs.openSync(join(dir, 'file'), 'r');
    const file = await fs.promises.open(join(dir, 'file'), 'r');
    const done: unknown[] = [];
    const detach = tap.attach({
      before: ({ kind }) => (kind === 'fsync' || kind === 'unlink' ? 'skip-sync' : undefined),
      after: ({ call }, outcome) => void done.push([call, outcome.ok && outcome.value]),
    });
    try {
      expect(fs.fsyncSync(fd)).toBeUndefined();
      expect(await new Promise((resolve) => fs.fsync(fd, (...answer) => resolve(answer)))).toEqual([null]);
      expect(await file.sync()).toBeUndefined();
      fs.unlinkSync(join(dir, 'file'));
      expect(fs.existsSync(join(dir, 'file'))).toBe(false);
    } finally {
      detach();
      fs.closeSync(fd);
      await file.close();
    }
    expect(done.slice(0, 3)).toEqual([
      ['fsyncSync', undefined],
      ['fsync', undefined],
      ['FileHandle.sync', undefined],
    ]);
  });
});

describe('injected faults', () => {
  it("fail with an error like Node's and change nothing", async () => {
    const fired = await withFault({ type: 'error', code: 'ENOSPC' }, 2, (dir) => {
      expect(() => fs.writeFileSync(join(dir, 'new'), 'x')).toThrow(
        expect.objectContaining({
          code: 'ENOSPC',
          errno: -28,
          syscall: 'write',
          message: 'ENOSPC: no space left on device, write',
        }),
      );
      expect(fs.readFileSync(join(dir, 'new'), 'utf8')).toBe('');
    });
    expect(fired).toBe(1);
  });

  it('never make existsSync throw, which says that nothing is there', async () => {
    await inTree(async (dir) => {
      const injector = new FaultInjector({ type: 'error', code: 'EACCES' }, 1, ({ kind }) => kind === 'stat');
      const detach = tap.attach(injector);
      try {
        expect(fs.existsSync(dir)).toBe(false);
        expect(fs.existsSync(dir)).toBe(true);
      } finally {
        detach();
      }
      await Promise.resolve(expect(injector.injected).toBe(1));
    });
  });

  it('fail in every style', async () => {
    const fired = await withFault({ type: 'error', code: 'EIO' }, null, async (dir) => {
      const [from, to] = [join(dir, 'file'), join(dir, 'new')];
      const expected = { code: 'EIO', syscall: 'rename', path: from, dest: to };
      expect(() => fs.renameSync(from, to)).toThrow(expect.objectContaining(expected));
      await expect(fs.promises.rename(from, to)).rejects.toMatchObject(expected);
      const failure = await new Promise((resolve) => fs.rename(from, to, resolve));
      expect(failure).toMatchObject(expected);
      const file = await fs.promises.open(from, 'r+');
      await expect(file.sync()).rejects.toMatchObject({ code: 'EIO', syscall: 'fsync' });
      await file.close();
      expect(fs.existsSync(from)).toBe(true);
    });
    expect(fired).toBe(4);
  });

  it('report a short write, and Node continues after it where it always does', async () => {
    await withFault({ type: 'short', bytes: 2 }, null, async (dir) => {
      const fd = fs.openSync(join(dir, 'new'), 'w');
      expect(fs.writeSync(fd, 'abcdef')).toBe(2);
      expect(fs.writevSync(fd, [Buffer.from('g'), Buffer.from('hij')])).toBe(2);
      fs.closeSync(fd);
      expect(fs.readFileSync(join(dir, 'new'), 'utf8')).toBe('abgh');
      await fs.promises.writeFile(join(dir, 'whole'), 'abcdef');
      expect(fs.readFileSync(join(dir, 'whole'), 'utf8')).toBe('abcdef');
    });
  });

  it('are recorded as the short writes they are', async () => {
    await withFault({ type: 'short', bytes: 2 }, 2, async (dir) => {
      const trace = await record(dir, async () => fs.writeFileSync(join(dir, 'new'), 'abcdef'));
      const sizes = trace.effects.map((one) =>
        one.op === 'write' ? Buffer.from(one.data, 'base64').length : 0,
      );
      expect(sizes).toEqual([0, 2, 4]);
      expect(trace.distrust).toBeNull();
    });
  });
});

describe('skipped syncs', () => {
  it('succeed in every style without being done; other calls are done', async () => {
    await inTree(async (dir) => {
      const syncs = new SkipSyncs(true);
      const detach = tap.attach(syncs);
      // Not open: a real sync fails.
      const notOpen = 1_000_000;
      expect(fs.fsyncSync(notOpen)).toBeUndefined();
      expect(await promisify(fs.fdatasync)(notOpen)).toBeUndefined();
      const file = await fs.promises.open(join(dir, 'file'), 'r+');
      expect(await file.sync()).toBeUndefined();
      await file.close();
      expect(syncs.skipped).toBe(3);
      expect(() => fs.closeSync(notOpen)).toThrow(/EBADF/);
      syncs.enabled = false;
      expect(() => fs.fsyncSync(notOpen)).toThrow(/EBADF/);
      detach();
    });
  });
});

describe('announced locks', () => {
  const announce = (phase: string, operation: string, outcome?: string) =>
    channel(LOCK_CHANNEL).publish({ phase, kind: 'flock', operation, fd: 7, path: '/x/lock', outcome });

  it('become operations with a before and an after', () => {
    const received: unknown[] = [];
    const detach = tap.attach({
      before: (operation) => void received.push(['before', operation.call, pathsOf(operation)]),
      after: (_, outcome) =>
        void received.push(['after', outcome.ok && outcome.value, outcome.durationNs > 0]),
    });
    announce('start', 'try-lock');
    announce('end', 'try-lock', 'acquired');
    channel(LOCK_CHANNEL).publish('nonsense');
    detach();
    announce('start', 'unlock');
    expect(received).toEqual([
      ['before', 'flock.try-lock', ['/x/lock']],
      ['after', 'acquired', true],
    ]);
  });

  it('can be stop points', async () => {
    await inTree(async (dir) => {
      const counts = (operation: Operation) => operation.kind === 'lock';
      await runToStopPoint(tap, { at: 1, when: 'before' }, counts, async () => {
        announce('start', 'try-lock');
        fs.unlinkSync(join(dir, 'file'));
      });
      expect(fs.existsSync(join(dir, 'file'))).toBe(true);
    });
  });
});

describe('handlers', () => {
  it('see numbered operations with their outcomes', async () => {
    await inTree(async (dir) => {
      const seen: [Operation, Outcome][] = [];
      const detach = tap.attach({ after: (operation, outcome) => void seen.push([operation, outcome]) });
      fs.writeFileSync(join(dir, 'new'), 'abc');
      await fs.promises.stat(join(dir, 'missing')).catch(() => undefined);
      detach();
      fs.unlinkSync(join(dir, 'new'));

      const [first] = seen;
      const numbers = seen.map(([operation]) => operation.seq - (first?.[0].seq ?? 0));
      expect(numbers).toEqual([0, 1, 2, 3]);
      expect(seen.map(([operation]) => [operation.call, operation.style])).toEqual([
        ['writeFileSync/open', 'sync'],
        ['writeFileSync/write', 'sync'],
        ['writeFileSync/close', 'sync'],
        ['promises.stat', 'promise'],
      ]);
      expect(seen[1]?.[0].openedAs).toBe(join(dir, 'new'));
      expect(seen[1]?.[1]).toMatchObject({ ok: true, value: 3 });
      expect(seen[3]?.[1]).toMatchObject({ ok: false, error: { code: 'ENOENT' } });
    });
  });

  it('run before the operation, and their own use of node:fs is not tapped', async () => {
    await inTree(async (dir) => {
      let inside = 0;
      const detach = tap.attach({
        before(operation) {
          inside += 1;
          if (operation.kind === 'rename') fs.writeFileSync(join(dir, 'gate'), 'granted');
          return undefined;
        },
      });
      await fs.promises.rename(join(dir, 'file'), join(dir, 'moved'));
      detach();
      expect(inside).toBe(1);
      expect(fs.readFileSync(join(dir, 'gate'), 'utf8')).toBe('granted');
    });
  });
});

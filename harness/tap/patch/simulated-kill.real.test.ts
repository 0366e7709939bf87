// Runs stopped at each point, by a simulated kill and by a real SIGKILL of a child process: in every API
// style the operations before the point are on the disk, none after it, and half a write is half there. One
// table serves both ways, so they must leave the same bytes.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { inTree } from '../directory.fixture.js';
import { changesWithin, runToStopPoint, type StopPoint } from '../handlers/stop-at-call.js';
import { installTap } from './install.js';
import { isRunKilledError } from './simulated-kill.js';
import type { Tap } from './tap.js';

let tap: Tap;
beforeAll(async () => {
  tap = await installTap();
});

const STYLES = ['sync', 'callback', 'promise', 'handle', 'stream'] as const;
type Style = (typeof STYLES)[number];

/** The same durable write in each style, as source text, so that a child process can run it too. */
const BODIES: Record<Style, string> = {
  sync: `
    const fd = fs.openSync(tmp, 'w'); fs.writeSync(fd, '0123456789'); fs.fsyncSync(fd); fs.closeSync(fd);
    fs.renameSync(tmp, dest); fs.unlinkSync(old);`,
  callback: `
    const fd = await promisify(fs.open)(tmp, 'w'); await promisify(fs.write)(fd, Buffer.from('0123456789'));
    await promisify(fs.fsync)(fd); await promisify(fs.close)(fd);
    await promisify(fs.rename)(tmp, dest); await promisify(fs.unlink)(old);`,
  promise: `
    await fs.promises.writeFile(tmp, '0123456789', { flush: true });
    await fs.promises.rename(tmp, dest); await fs.promises.unlink(old);`,
  handle: `
    const file = await fs.promises.open(tmp, 'w'); await file.write('0123456789'); await file.sync(); await file.close();
    await fs.promises.rename(tmp, dest); await fs.promises.unlink(old);`,
  stream: `
    const stream = fs.createWriteStream(tmp, { flush: true }); stream.end('0123456789'); await finished(stream);
    await fs.promises.rename(tmp, dest); await fs.promises.unlink(old);`,
};

function moduleOf(style: Style): string {
  return `import fs from 'node:fs';
    import { promisify } from 'node:util';
    import { finished } from 'node:stream/promises';
    export default async function run(dir) {
      const [tmp, dest, old] = ['tmp', 'dest', 'twin'].map((name) => dir + '/' + name);
      ${BODIES[style]}
    }`;
}

async function bodyOf(style: Style, dir: string): Promise<() => Promise<void>> {
  const file = join(dir, '..', `holdfast-body-${style}-${process.pid}.mjs`);
  fs.writeFileSync(file, moduleOf(style));
  try {
    const loaded = (await import(pathToFileURL(file).href)) as { default(dir: string): Promise<void> };
    return () => loaded.default(dir);
  } finally {
    fs.rmSync(file);
  }
}

/** Names with their contents. */
function stateOf(dir: string): Record<string, string> {
  return Object.fromEntries(
    ['tmp', 'dest', 'twin']
      .filter((name) => fs.existsSync(join(dir, name)))
      .map((name) => [name, fs.readFileSync(join(dir, name), 'utf8')]),
  );
}

const old = { twin: 'content' };
/** Operations: 1 create, 2 write, 3 fsync, 4 rename, 5 unlink. */
const POINTS: { point: StopPoint; left: Record<string, string> }[] = [
  { point: { at: 1, when: 'before' }, left: old },
  { point: { at: 1, when: 'after' }, left: { ...old, tmp: '' } },
  { point: { at: 2, when: 'before' }, left: { ...old, tmp: '' } },
  { point: { at: 2, when: 'half' }, left: { ...old, tmp: '01234' } },
  { point: { at: 2, when: 'after' }, left: { ...old, tmp: '0123456789' } },
  { point: { at: 3, when: 'half' }, left: { ...old, tmp: '0123456789' } },
  { point: { at: 4, when: 'before' }, left: { ...old, tmp: '0123456789' } },
  { point: { at: 4, when: 'after' }, left: { ...old, dest: '0123456789' } },
  { point: { at: 5, when: 'after' }, left: { dest: '0123456789' } },
];

describe.each(STYLES)('a simulated kill, %s', (style) => {
  it.each(POINTS)('$point.when operation $point.at', async ({ point, left }) => {
    await inTree(async (dir) => {
      const run = await runToStopPoint(tap, point, changesWithin(dir), await bodyOf(style, dir));
      expect(run).toEqual({ reached: true, operations: point.at });
      expect(stateOf(dir)).toEqual(left);
      // Calls that were pending must not take effect later either.
      await sleep(20);
      expect(stateOf(dir)).toEqual(left);
    });
  });

  it('beyond the last operation is not reached', async () => {
    await inTree(async (dir) => {
      const point: StopPoint = { at: 6, when: 'before' };
      const run = await runToStopPoint(tap, point, changesWithin(dir), await bodyOf(style, dir));
      expect(run).toMatchObject({ reached: false, operations: 5, ended: { ok: true } });
      expect(stateOf(dir)).toEqual({ dest: '0123456789' });
    });
  });
});

describe('after a simulated kill', () => {
  it('synchronous calls throw, callbacks never fire, promises and streams never settle', async () => {
    await inTree(async (dir) => {
      const fired: string[] = [];
      const file = join(dir, 'file');
      await runToStopPoint(tap, { at: 1, when: 'after' }, changesWithin(dir), async () => {
        const handle = await fs.promises.open(file, 'r+');
        fs.promises.stat(file).then(
          () => fired.push('stat that was under way'),
          () => fired.push('stat failed'),
        );
        try {
          fs.writeFileSync(join(dir, 'new'), 'x');
        } catch (error) {
          expect(isRunKilledError(error)).toBe(true);
        }
        expect(() => fs.unlinkSync(file)).toThrow(expect.objectContaining({ code: 'HOLDFAST_RUN_KILLED' }));
        expect(() => fs.readFileSync(file)).toThrow(expect.objectContaining({ code: 'HOLDFAST_RUN_KILLED' }));
        fs.unlink(file, () => fired.push('unlink'));
        fs.writeFile(file, '', () => fired.push('writeFile'));
        const settled = (name: string) => () => fired.push(name);
        for (const [name, promise] of Object.entries({
          rm: fs.promises.rm(file),
          truncate: fs.promises.truncate(file),
          write: handle.write('x'),
          writeFile: handle.writeFile('x'),
          close: handle.close(),
        })) {
          promise.then(settled(name), settled(name));
        }
        fs.createWriteStream(file).on('open', settled('stream')).on('error', settled('stream'));
        fs.createReadStream(file).on('data', settled('reader')).on('error', settled('reader'));
        setTimeout(() => fs.unlink(file, settled('late unlink')), 1);
      });
      await sleep(30);
      expect(fired).toEqual([]);
      expect(fs.readFileSync(file, 'utf8')).toBe('content');
      // The file was created; writing its content is another operation.
      expect(fs.readFileSync(join(dir, 'new'), 'utf8')).toBe('');
    });
  });

  it('other code of the process goes on', async () => {
    await inTree(async (dir) => {
      await runToStopPoint(tap, { at: 1, when: 'before' }, changesWithin(dir), async () => {
        fs.unlinkSync(join(dir, 'file'));
      });
      await fs.promises.writeFile(join(dir, 'file'), 'recovered');
      expect(fs.readFileSync(join(dir, 'file'), 'utf8')).toBe('recovered');
    });
  });

  it('descriptors are closed, as when a process ends', async () => {
    await inTree(async (dir) => {
      const open: number[] = [];
      await runToStopPoint(tap, { at: 1, when: 'before' }, changesWithin(dir), async () => {
        open.push(fs.openSync(join(dir, 'file'), 'r'), (await fs.promises.open(join(dir, 'file'))).fd);
        fs.closeSync(fs.openSync(join(dir, 'file'), 'r'));
        fs.unlinkSync(join(dir, 'file'));
      });
      expect(open).toHaveLength(2);
      for (const fd of open)
        expect(() => fs.fstatSync(fd)).toThrow(expect.objectContaining({ code: 'EBADF' }));
    });
  });

  it("the body's own error is returned when no point was reached", async () => {
    const run = await runToStopPoint(
      tap,
      { at: 1, when: 'before' },
      () => true,
      async () => {
        throw new Error('own');
      },
    );
    expect(run).toMatchObject({ reached: false, ended: { ok: false, error: { message: 'own' } } });
  });
});

describe('SIGKILL', () => {
  const preload = new URL('../../../dist/harness/tap/handlers/preload-entry.js', import.meta.url).href;
  const runs = STYLES.flatMap((style) =>
    POINTS.filter((_, index) => index % 3 === 0 || index === 4).map((one) => ({ style, ...one })),
  );

  it.concurrent.each(runs)('$style: $point.when operation $point.at', async ({ style, point, left }) => {
    await inTree(async (dir) => {
      await inTree(async (elsewhere) => {
        const program = join(elsewhere, 'program.mjs');
        fs.writeFileSync(program, `${moduleOf(style)}\nawait run(process.argv[2]);`);
        const env = { ...process.env, HOLDFAST_TAP: JSON.stringify({ stop: { ...point, within: dir } }) };
        const args = ['--import', preload, program, dir];
        const ended = await new Promise((resolve) => {
          execFile(process.execPath, args, { env }, (error, _stdout, stderr) =>
            resolve({ signal: error?.signal, stderr }),
          );
        });
        expect(ended).toEqual({ signal: 'SIGKILL', stderr: '' });
        expect(stateOf(dir)).toEqual(left);
      });
    });
  });

  it('the preload entry is where the build puts it', () => {
    expect(fs.existsSync(fileURLToPath(preload))).toBe(true);
  });
});

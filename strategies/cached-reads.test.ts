// Cached reads of real files, on a file system whose stamps are as coarse as a test wants them, and with a clock
// that the test moves: every change is seen, and a document that has settled is not read again. What file systems
// of other kinds answer to stat(2) is not seen here.
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TaskFile } from './strategy.js';
import { serialiseTaskFile } from './task-file.js';

const stamps = vi.hoisted(() => ({ granularityNs: 1n, reads: 0 }));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const coarse = <T>(stats: T): T => {
    const { granularityNs } = stamps;
    const rounded = (ns: unknown) => (typeof ns === 'bigint' ? ns - (ns % granularityNs) : ns);
    const given = stats as { mtimeNs?: unknown; ctimeNs?: unknown };
    return Object.assign(stats as object, {
      mtimeNs: rounded(given.mtimeNs),
      ctimeNs: rounded(given.ctimeNs),
    }) as T;
  };
  return {
    ...real,
    statSync: (...given: Parameters<typeof fs.statSync>) => {
      const stats = real.statSync(...given);
      return stats === undefined ? stats : coarse(stats);
    },
    fstatSync: (...given: Parameters<typeof fs.fstatSync>) => coarse(real.fstatSync(...given)),
    readSync: (...given: Parameters<typeof fs.readSync>) => {
      stamps.reads += 1;
      return real.readSync(...given);
    },
  };
});

// Another test of this worker may have loaded the module with the real file system.
vi.resetModules();
const { CachedReads } = await import('./cached-reads.js');

/** All of one length. */
const text = (id: string): string =>
  serialiseTaskFile({ version: 1, rev: 7, updated_at: 'x', tasks: [{ id: id.padEnd(8, '_') }] });

let directory: string;
let path: string;
let reads: InstanceType<typeof CachedReads>;

beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), 'holdfast-cached-'));
  path = join(directory, 'tasks.yaml');
  reads = new CachedReads();
  stamps.granularityNs = 1n;
  vi.spyOn(performance, 'now').mockReturnValue(1000);
});
afterEach(() => {
  reads.forget();
  fs.rmSync(directory, { recursive: true });
  vi.restoreAllMocks();
});

function passMs(ms: number): void {
  vi.mocked(performance.now).mockReturnValue(performance.now() + ms);
}

function found(): string | null {
  const id = reads.read(path)?.document.tasks[0]?.id;
  return id === undefined ? null : id.replace(/_+$/, '');
}

function replaceBy(id: string, { mtimeOf }: { mtimeOf?: fs.Stats } = {}): void {
  fs.writeFileSync(`${path}.tmp`, text(id));
  if (mtimeOf !== undefined) fs.utimesSync(`${path}.tmp`, mtimeOf.atime, mtimeOf.mtime);
  fs.renameSync(`${path}.tmp`, path);
}

function settle(): void {
  for (let read = 0; read < 3; read += 1) {
    found();
    passMs(3000);
  }
}

describe('a document that was read', () => {
  it('is given from memory once it is settled, each time as a copy', () => {
    replaceBy('first');
    settle();
    const before = stamps.reads;
    reads.read(path)?.document.tasks.splice(0);
    expect(found()).toBe('first');
    expect(stamps.reads).toBe(before);
  });

  it('is read again until it is settled, but not parsed', () => {
    replaceBy('first');
    found();
    const before = stamps.reads;
    const bytes = reads.read(path)?.bytes;
    expect(stamps.reads).toBeGreaterThan(before);
    expect(bytes?.toString()).toBe(text('first'));
  });

  it('is absent, appears, and goes', () => {
    expect(found()).toBeNull();
    replaceBy('first');
    settle();
    expect(found()).toBe('first');
    fs.rmSync(path);
    expect(found()).toBeNull();
  });

  it('is refused when it is broken, and read when it is mended', () => {
    replaceBy('first');
    settle();
    fs.writeFileSync(path, 'tasks: [');
    expect(found).toThrow(expect.objectContaining({ code: 'INVALID_DOCUMENT' }));
    expect(found).toThrow(expect.objectContaining({ code: 'INVALID_DOCUMENT' }));
    replaceBy('mended');
    expect(found()).toBe('mended');
  });

  it.skipIf(process.platform === 'win32')('is another one when its link leads elsewhere', () => {
    for (const id of ['first', 'second']) fs.writeFileSync(join(directory, id), text(id));
    fs.symlinkSync('first', path);
    settle();
    expect(found()).toBe('first');
    fs.symlinkSync('second', `${path}.new`);
    fs.renameSync(`${path}.new`, path);
    expect(found()).toBe('second');
  });

  it.runIf(process.platform === 'linux')('takes one descriptor, and none when it is forgotten', () => {
    const open = () => fs.readdirSync('/proc/self/fd').length;
    const before = open();
    for (const id of ['a', 'b', 'c']) {
      replaceBy(id);
      settle();
    }
    expect(open()).toBe(before + 1);
    fs.writeFileSync(path, 'broken: [');
    expect(found).toThrow();
    expect(open()).toBe(before);
  });
});

// Unsettled and settled; on a file system that stamps to the nanosecond, by clock ticks, and by the second.
describe.each([
  [1n, 0],
  [1n, 3000],
  [4_000_000n, 0],
  [1_000_000_000n, 0],
  [1_000_000_000n, 100],
])('stamps of %s ns, %s ms after it was read', (granularityNs, laterMs) => {
  beforeEach(() => {
    stamps.granularityNs = granularityNs;
  });

  it('a document that replaces it is seen, with the same size and mtime, and whatever inode it gets', () => {
    replaceBy('first');
    const mtimeOf = fs.statSync(path);
    for (let round = 0; round < 6; round += 1) {
      const id = `round ${round}`;
      replaceBy(id, { mtimeOf });
      expect(found()).toBe(id);
      passMs(laterMs);
      expect(found()).toBe(id);
    }
  });

  it('a change in place is seen, also of the same size and with its mtime put back', () => {
    replaceBy('first');
    const { atime, mtime } = fs.statSync(path);
    for (let round = 0; round < 6; round += 1) {
      const id = `round ${round}`;
      fs.writeFileSync(path, text(id));
      fs.utimesSync(path, atime, mtime);
      expect(found()).toBe(id);
      passMs(laterMs);
      expect(found()).toBe(id);
    }
  });
});

it('a store gives what it has read to its writes', () => {
  const file: TaskFile = { version: 1, rev: 0, updated_at: '', tasks: [{ id: 'a' }] };
  replaceBy('first');
  expect(reads.read(path)).toEqual({
    bytes: Buffer.from(text('first')),
    document: { ...file, rev: 7, updated_at: 'x', tasks: [{ id: 'first___' }] },
  });
});

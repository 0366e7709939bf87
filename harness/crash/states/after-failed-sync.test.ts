// Small recordings, and the disks that a power loss leaves after one of their syncs has failed.
import { describe, expect, test } from 'vitest';
import type { Effect, Trace } from '../../../results/vocabulary/trace.js';
import { disksAfterFailedSync } from './after-failed-sync.js';

const PAGE = 4096;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const write = (ino: number, offset: number, text: string): Effect => ({
  op: 'write',
  ino,
  offset,
  data: base64(text),
});
const rename: Effect = { op: 'rename', dir: 0, name: 'tmp', toDir: 0, toName: 'doc', ino: 2, replaced: 1 };
const create: Effect = { op: 'create', dir: 0, name: 'tmp', ino: 2, mode: 0o644 };

/** A directory with `doc` (inode 1) that holds `old`. */
function trace(...effects: Effect[]): Trace {
  return {
    initial: {
      inodes: {
        0: { type: 'dir', mode: 0o755, entries: { doc: 1 } },
        1: { type: 'file', mode: 0o644, content: base64('old') },
      },
    },
    effects,
    calls: effects.map(() => 'call'),
    durationsNs: effects.map(() => 0),
    distrust: null,
  };
}

/** `moment pages: name=content …` for each disk; zeros are dots. */
function told(recorded: Trace, at: number, ino: number): string[] {
  return disksAfterFailedSync(recorded, { at, ino }).map(({ moment, pages, image }) => {
    const files = image.map((node) =>
      node.type === 'file'
        ? `${node.path}=${Buffer.from(node.bytes).toString().replaceAll('\0', '.')}`
        : node.path,
    );
    return `${moment} ${pages}: ${files.join(' ')}`;
  });
}

describe('a new file that was never synced', () => {
  test('and renamed all the same: zeros of full length, or nothing, in the place of the document', () => {
    expect(told(trace(create, write(2, 0, 'new'), rename), 2, 2)).toEqual([
      'sync-failed clean: doc=old tmp=...',
      'sync-failed reverted: doc=old tmp=',
      'call-ended clean: doc=...',
      'call-ended reverted: doc=',
    ]);
  });

  test('and written again as a whole: it is there', () => {
    const again = trace(create, write(2, 0, 'new'), write(2, 0, 'NEW'), { op: 'fsync', ino: 2 }, rename);
    expect(told(again, 2, 2).slice(2)).toEqual(['call-ended clean: doc=NEW']);
  });

  test('and synced again without a write: still lost', () => {
    const again = trace(create, write(2, 0, 'new'), { op: 'fsync', ino: 2 }, rename);
    expect(told(again, 2, 2).slice(2)).toEqual(['call-ended clean: doc=...', 'call-ended reverted: doc=']);
  });

  test('and removed: the old document', () => {
    const removed = trace(create, write(2, 0, 'new'), {
      op: 'unlink',
      dir: 0,
      name: 'tmp',
      ino: 2,
      last: true,
    });
    expect(told(removed, 2, 2).slice(2)).toEqual(['call-ended clean: doc=old']);
  });
});

describe('a file that is written in place', () => {
  test('what was overwritten comes back, what was added is zeros', () => {
    expect(told(trace(write(1, 0, 'newer')), 1, 1)).toEqual([
      'sync-failed clean: doc=old..',
      'sync-failed reverted: doc=old',
    ]);
  });

  test('what an earlier sync has kept stays', () => {
    const kept = trace(write(1, 0, 'mid'), { op: 'fdatasync', ino: 1 }, write(1, 0, 'new'));
    expect(told(kept, 3, 1)).toEqual(['sync-failed clean: doc=mid']);
  });

  test('only the pages that are written again are dirty again', () => {
    const long = 'a'.repeat(PAGE) + 'b'.repeat(PAGE);
    const recorded = trace(write(1, 0, long), write(1, 0, 'c'));
    const [, , clean] = disksAfterFailedSync(recorded, { at: 1, ino: 1 });
    const [file] = clean?.image ?? [];
    const bytes = file?.type === 'file' ? Buffer.from(file.bytes).toString('latin1') : '';
    expect(bytes).toBe(`c${'a'.repeat(PAGE - 1)}${'\0'.repeat(PAGE)}`);
  });
});

// The picture of a power loss, of traces made by hand.
import { describe, expect, it, test } from 'vitest';
import type { Effect, Trace } from '../vocabulary/trace.js';
import { crashPictureOf } from './crash-picture.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const initial: Trace['initial'] = {
  inodes: {
    0: { type: 'dir', mode: 0o755, entries: { 'tasks.yaml': 1 } },
    1: { type: 'file', mode: 0o644, content: base64('rev: 1\nold\n') },
  },
};
const replace: Effect[] = [
  { op: 'mark', mark: 'attempt', rev: 2, token: 't' },
  { op: 'create', dir: 0, name: 'tasks.yaml.tmp', ino: 2, mode: 0o644 },
  { op: 'write', ino: 2, offset: 0, data: base64('rev: 2\nnew and longer\n') },
  { op: 'rename', dir: 0, name: 'tasks.yaml.tmp', toDir: 0, toName: 'tasks.yaml', ino: 2, replaced: 1 },
];

function picture(effects: readonly Effect[], changes: Partial<Parameters<typeof crashPictureOf>[0]> = {}) {
  const trace: Trace = {
    initial,
    effects: [...effects],
    calls: effects.map(({ op }) => op),
    durationsNs: effects.map(() => 0),
    distrust: null,
  };
  const expected = { lastAcked: null, lastAttempted: { rev: 2, token: 't' } };
  return crashPictureOf({ trace, crashPoint: effects.length, lost: [], disk: initial, expected, ...changes });
}

it('shows what programs saw, what the disk held, and what became of each call', () => {
  const torn = { 0: { type: 'dir', mode: 0o755, entries: { 'tasks.yaml': 2 } } } as const;
  const shown = picture(replace, {
    lost: [{ effect: 2, extent: 'part', detail: 'only the first 6 of 22 bytes' }],
    disk: { inodes: { ...torn, 2: { type: 'file', mode: 0o644, content: base64('rev: 2') } } },
  });
  expect(shown.calls.map(({ fate }) => fate)).toEqual(['mark', 'kept', 'torn', 'kept']);
  expect(shown.calls[2]?.text).toBe('write: only the first 6 of 22 bytes');
  expect(shown.disk).toEqual([{ path: 'tasks.yaml', before: '22 bytes, rev 2', after: '6 bytes, rev 2' }]);
  expect(shown.expected).toBe('what was there before … rev 2 (attempted)');
});

it('stops at the crash, and leaves the trace as it was', () => {
  const before = structuredClone(initial);
  const shown = picture(replace, { crashPoint: 3 });
  expect(shown.disk).toEqual([
    { path: 'tasks.yaml', before: '11 bytes, rev 1', after: '11 bytes, rev 1' },
    { path: 'tasks.yaml.tmp', before: '22 bytes, rev 2', after: null },
  ]);
  expect(initial).toEqual(before);
});

describe('every effect on what programs saw', () => {
  test.each<[string, Effect[], [path: string, before: string | null][]]>([
    ['mkdir', [{ op: 'mkdir', dir: 0, name: 'd', ino: 5, mode: 0o755 }], [['d/', 'directory']]],
    [
      'symlink',
      [{ op: 'symlink', dir: 0, name: 's', ino: 5, target: 'tasks.yaml' }],
      [['s', '→ tasks.yaml']],
    ],
    ['link', [{ op: 'link', dir: 0, name: 'l', ino: 1 }], [['l', '11 bytes, rev 1']]],
    ['unlink', [{ op: 'unlink', dir: 0, name: 'tasks.yaml', ino: 1, last: true }], [['tasks.yaml', null]]],
    ['truncate to nothing', [{ op: 'truncate', ino: 1, size: 0 }], [['tasks.yaml', 'empty']]],
    [
      'truncate beyond the end',
      [{ op: 'truncate', ino: 1, size: 15 }],
      [['tasks.yaml', '15 bytes, rev 1, the last 4 are zero']],
    ],
    [
      'write in place',
      [{ op: 'write', ino: 1, offset: 5, data: base64('7') }],
      [['tasks.yaml', '11 bytes, rev 7']],
    ],
    ['fsync', [{ op: 'fsync', ino: 1 }], [['tasks.yaml', '11 bytes, rev 1']]],
  ])('%s', (_name, effects, expected) => {
    const shown = new Map(picture(effects).disk.map(({ path, before }) => [path, before]));
    for (const [path, before] of expected) expect(shown.get(path)).toBe(before);
  });

  it('a directory that is renamed takes what is in it along, and one that is removed is gone', () => {
    const inside: Effect[] = [
      { op: 'mkdir', dir: 0, name: 'a', ino: 5, mode: 0o755 },
      { op: 'create', dir: 5, name: 'f', ino: 6, mode: 0o644 },
      { op: 'rename', dir: 0, name: 'a', toDir: 0, toName: 'b', ino: 5, replaced: null },
    ];
    const names = (effects: readonly Effect[]) =>
      picture(effects).disk.flatMap(({ path, before }) => (before === null ? [] : [path]));
    expect(names(inside)).toEqual(['b/', 'b/f', 'tasks.yaml']);
    expect(
      names([
        ...inside,
        { op: 'unlink', dir: 5, name: 'f', ino: 6, last: true },
        { op: 'rmdir', dir: 0, name: 'b', ino: 5 },
      ]),
    ).toEqual(['tasks.yaml']);
  });
});

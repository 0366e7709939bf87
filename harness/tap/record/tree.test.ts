// Path resolution, the replay of effects on a tree and the trace builder: laws over random but possible
// traces, and tables of contradictions.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect, Tree } from '../../../results/vocabulary/trace.js';
import { type ResolvedPath, resolvePath } from './path-resolution.js';
import { inodeOf, TraceBuilder } from './trace-builder.js';
import { differences, replayTrace, toLive, toTree } from './tree.js';

const initial: Tree = {
  inodes: {
    0: {
      type: 'dir',
      mode: 0o755,
      entries: { file: 1, twin: 1, sub: 2, link: 4, away: 5, loop: 6, absolute: 7 },
    },
    1: { type: 'file', mode: 0o644, content: Buffer.from('content').toString('base64') },
    2: { type: 'dir', mode: 0o700, entries: { inner: 3 } },
    3: { type: 'file', mode: 0o644, content: '' },
    4: { type: 'symlink', target: 'sub/../file' },
    5: { type: 'symlink', target: '/elsewhere' },
    6: { type: 'symlink', target: 'loop' },
    7: { type: 'symlink', target: '/root/sub' },
  },
};

describe('path resolution', () => {
  const entry = (dir: number, name: string, ino: number | null): ResolvedPath => ({
    at: 'entry',
    dir,
    name,
    ino,
  });
  it.each<[string, boolean, ResolvedPath]>([
    ['/root', true, { at: 'root' }],
    ['/root/', true, { at: 'root' }],
    ['/rooted/file', true, { at: 'outside' }],
    ['/root/../x', true, { at: 'outside' }],
    ['/root/file', true, entry(0, 'file', 1)],
    ['/root/sub/inner', true, entry(2, 'inner', 3)],
    ['/root/sub/./new', true, entry(2, 'new', null)],
    ['/root/sub/..', true, { at: 'root' }],
    ['/root/sub/../twin', true, entry(0, 'twin', 1)],
    ['/root/no/way', true, { at: 'missing-parent' }],
    ['/root/file/way', true, { at: 'missing-parent' }],
    ['/root/link', true, entry(0, 'file', 1)],
    ['/root/link', false, entry(0, 'link', 4)],
    ['/root/away', true, { at: 'outside' }],
    ['/root/away/x', false, { at: 'outside' }],
    ['/root/loop', true, { at: 'missing-parent' }],
    ['/root/absolute/inner', false, entry(2, 'inner', 3)],
  ])('%s, follow %s', (path, follow, place) => {
    expect(resolvePath(toLive(initial), '/root', path, follow)).toEqual(place);
  });
});

describe('replay', () => {
  it.each<[string, Effect[], string]>([
    [
      'a name that is taken',
      [{ op: 'create', dir: 0, name: 'file', ino: 9, mode: 0o644 }],
      'file exists already',
    ],
    [
      'the name of another inode',
      [{ op: 'unlink', dir: 0, name: 'file', ino: 3, last: true }],
      'not the entry',
    ],
    ['an inode that never was', [{ op: 'fsync', ino: 99 }], 'inode 99 is unknown'],
    ['a write into a directory', [{ op: 'write', ino: 2, offset: 0, data: 'eA==' }], 'not a file'],
    [
      'a rename that forgets what it replaced',
      [{ op: 'rename', dir: 0, name: 'file', toDir: 2, toName: 'inner', ino: 1, replaced: null }],
      'inner exists already',
    ],
  ])('refuses %s', (_, effects, message) => {
    expect(() => replayTrace(initial, effects)).toThrow(message);
  });

  it('fills gaps with zeros and cuts', () => {
    const live = replayTrace(initial, [
      { op: 'write', ino: 3, offset: 2, data: Buffer.from('xy').toString('base64') },
      { op: 'truncate', ino: 3, size: 6 },
      { op: 'truncate', ino: 1, size: 2 },
    ]);
    expect(live.get(3)).toMatchObject({ content: Buffer.from([0, 0, 120, 121, 0, 0]) });
    expect(live.get(1)).toMatchObject({ content: Buffer.from('co') });
  });

  it('takes a tree apart and together again', () => {
    expect(toTree(toLive(initial))).toEqual(initial);
  });
});

describe('differences', () => {
  const changed = (effects: Effect[]) => differences(toLive(initial), replayTrace(initial, effects));
  it.each<[Effect[], string[]]>([
    [[], []],
    [[{ op: 'chmod', ino: 2, mode: 0o711 }], ['./sub has mode 711, recorded was 700']],
    [[{ op: 'truncate', ino: 1, size: 6 }], ['./file holds 6 other bytes than the 7 recorded']],
    [
      [{ op: 'unlink', dir: 2, name: 'inner', ino: 3, last: true }],
      ["./sub/inner was recorded and isn't there"],
    ],
    [
      [{ op: 'mkdir', dir: 2, name: 'new', ino: 9, mode: 0o755 }],
      ['./sub/new is there and was not recorded'],
    ],
    [
      [
        { op: 'unlink', dir: 0, name: 'twin', ino: 1, last: false },
        { op: 'create', dir: 0, name: 'twin', ino: 9, mode: 0o644 },
        { op: 'write', ino: 9, offset: 0, data: Buffer.from('content').toString('base64') },
      ],
      ['./twin is not the hard link that was recorded'],
    ],
    [
      [
        { op: 'unlink', dir: 0, name: 'link', ino: 4, last: true },
        { op: 'symlink', dir: 0, name: 'link', ino: 9, target: 'twin' },
      ],
      ['./link points to twin, recorded was sub/../file'],
    ],
    [
      [
        { op: 'unlink', dir: 0, name: 'link', ino: 4, last: true },
        { op: 'mkdir', dir: 0, name: 'link', ino: 9, mode: 0o755 },
      ],
      ['./link is a dir, recorded was a symlink'],
    ],
  ])('%j', (effects, expected) => {
    expect(changed(effects)).toEqual(expected);
  });
});

describe('the trace builder', () => {
  /** Random calls by name; the state of the builder decides which are possible, as a kernel would. */
  const names = fc.constantFrom('a', 'b', 'file', 'twin', 'sub/a', 'sub/inner');
  const call = fc.record({
    what: fc.constantFrom('write', 'append', 'rename', 'unlink', 'link', 'truncate', 'sync'),
    name: names,
    other: names,
    text: fc.string({ maxLength: 5 }),
  });

  it('builds a trace whose replay gives its own tree', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 30 }), (calls) => {
        const builder = new TraceBuilder(toLive(initial), '/root');
        for (const { what, name, other, text } of calls) {
          const [place, to] = [
            builder.resolve(`/root/${name}`, true),
            builder.resolve(`/root/${other}`, false),
          ];
          builder.beginCall(what, 1);
          if (what === 'write' || what === 'append') {
            builder.open(3, place, what === 'write' ? 0o1101 : 0o2101, 0o644);
            builder.write(3, Buffer.from(text), null);
            builder.close(3);
          } else if (inodeOf(place) !== null) {
            if (what === 'rename') builder.rename(place, to);
            else if (what === 'unlink') builder.unlink(place);
            else if (what === 'truncate') builder.truncate(inodeOf(place), text.length);
            else if (what === 'sync') builder.sync('fsync', inodeOf(place));
            else if (inodeOf(to) === null) builder.link(place, to);
          }
        }
        expect(builder.doubts).toEqual([]);
        const trace = builder.trace(null);
        expect(differences(replayTrace(trace.initial, trace.effects), builder.tree)).toEqual([]);
        expect(trace.calls).toHaveLength(trace.effects.length);
      }),
      { numRuns: 200 },
    );
  });

  it.each<[string, (builder: TraceBuilder) => void, string]>([
    ['an unknown name', (builder) => builder.unlink(builder.resolve('/root/no', false)), 'never recorded'],
    [
      'a name that was taken',
      (builder) => void builder.mkdir(builder.resolve('/root/sub', false), 0o755),
      'taken',
    ],
    [
      'an open of nothing',
      (builder) => void builder.open(3, builder.resolve('/root/no', true), 0, 0o644),
      'never recorded',
    ],
    [
      'an escape',
      (builder) => builder.rename(builder.resolve('/root/file', false), { at: 'outside' }),
      'border',
    ],
  ])('doubts %s', (_, act, reason) => {
    const builder = new TraceBuilder(toLive(initial), '/root');
    builder.beginCall('call', 1);
    act(builder);
    expect(builder.doubts).toEqual([expect.stringContaining(reason)]);
    expect(builder.trace(null).effects).toEqual([]);
  });
});

// The strict reader against capsules that lie, lead out of their directory, contradict themselves, or ask for
// too much. The good capsule stands first, so that a refusal is due to the one thing that was changed.
import { describe, expect, it } from 'vitest';
import type { Effect, Tree } from '../vocabulary/trace.js';
import { parseAnyCapsule } from './any-capsule.js';
import { type Capsule, checkCapsule } from './crash-capsule.js';
import { CapsuleError } from './strict-capsule.js';

const file = { type: 'file', mode: 0o644, content: 'aGVsbG8=' } as const;
const root = (entries: Record<string, number>) => ({ type: 'dir' as const, mode: 0o755, entries });

function good(): Capsule {
  return {
    schemaVersion: 1,
    kind: 'power-loss',
    strategy: { id: 'mine', reference: 'mine' },
    variant: 'document-present',
    documentPath: 'doc',
    trace: {
      initial: { inodes: { '0': root({ doc: 1 }), '1': file } },
      effects: [
        { op: 'mark', mark: 'attempt', rev: 1, token: 't' },
        { op: 'create', dir: 0, name: 'tmp', ino: 2, mode: 0o644 },
        { op: 'write', ino: 2, offset: 0, data: 'aGk=' },
        { op: 'rename', dir: 0, name: 'tmp', toDir: 0, toName: 'doc', ino: 2, replaced: 1 },
        { op: 'mark', mark: 'acked', rev: 1, token: 't' },
      ],
      calls: ['', '', '', '', ''],
      durationsNs: [0, 1, 1, 1, 0],
      distrust: null,
    },
    crashPoint: 5,
    model: 'ordered',
    lost: [{ effect: 3, extent: 'whole', detail: 'not committed' }],
    disk: { inodes: { '0': root({ doc: 1 }), '1': file } },
    seed: 1,
    environment: { platform: 'linux-x64', node: '20', holdfast: '0', fileSystem: 'ext4' },
    outcome: 'lost-acknowledged-write',
    expected: { lastAcked: { rev: 1, token: 't' }, lastAttempted: { rev: 1, token: 't' } },
    explanation: { sentence: 'the rename was lost', lines: [] },
  };
}

function withEffects(...effects: Effect[]): Capsule {
  const capsule = good();
  capsule.trace.effects.push(...effects);
  capsule.trace.calls.push(...effects.map(() => ''));
  capsule.trace.durationsNs.push(...effects.map(() => 0));
  return capsule;
}

function withDisk(inodes: Tree['inodes']): Capsule {
  return { ...good(), disk: { inodes } };
}

it('accepts a good one', () => {
  expect(parseAnyCapsule(JSON.stringify(good()))).toEqual(good());
  expect(checkCapsule(withEffects({ op: 'mkdir', dir: 0, name: 'd', ino: 3, mode: 0o755 }))).toBeTruthy();
});

const dir = (name: string, ino: number): Effect => ({ op: 'mkdir', dir: 0, name, ino, mode: 0o755 });
const hostile: [string, unknown][] = [
  ['nothing', null],
  ['a list', []],
  ['another schema version', { ...good(), schemaVersion: 2 }],
  ['an unknown field', { ...good(), run: 'rm -rf' }],
  ['an unknown field deep inside', { ...good(), strategy: { id: 'a', reference: 'b', env: {} } }],
  ['an unknown field of an effect', withEffects(Object.assign(dir('d', 3), { exec: 'x' }))],
  ['an unknown effect', withEffects({ op: 'exec' } as unknown as Effect)],
  ['an unknown model', { ...good(), model: 'none' }],
  ['a negative crash point', { ...good(), crashPoint: -1 }],
  ['a crash point beyond the end', { ...good(), crashPoint: 6 }],
  ['a lost effect after the crash', { ...good(), crashPoint: 1 }],
  ['a document path upwards', { ...good(), documentPath: '../doc' }],
  ['an absolute document path', { ...good(), documentPath: '/etc/passwd' }],
  ['a trace that was not trusted', { ...good(), trace: { ...good().trace, distrust: 'incomplete' } }],
  ['calls of another length', { ...good(), trace: { ...good().trace, calls: [] } }],
  ['a name with a slash', withDisk({ '0': root({ 'a/b': 1 }), '1': file })],
  ['a name with a backslash', withDisk({ '0': root({ 'a\\b': 1 }), '1': file })],
  ['the name ..', withDisk({ '0': root({ '..': 1 }), '1': file })],
  ['an empty name', withDisk({ '0': root({ '': 1 }), '1': file })],
  ['a name with a NUL', withDisk({ '0': root({ 'a\0': 1 }), '1': file })],
  ['a name of 300 bytes', withDisk({ '0': root({ ['ä'.repeat(150)]: 1 }), '1': file })],
  ['a missing root', withDisk({ '1': file })],
  ['a root that is a file', withDisk({ '0': file })],
  ['a dangling entry', withDisk({ '0': root({ doc: 7 }) })],
  ['a directory inside itself', withDisk({ '0': root({}), '1': root({ b: 2 }), '2': root({ a: 1 }) })],
  ['the root inside itself', withDisk({ '0': root({ a: 0 }) })],
  ['a directory with two names', withDisk({ '0': root({ a: 1, b: 1 }), '1': root({}) })],
  ['an inode number that is none', withDisk({ '0': root({}), '01': file })],
  [
    'a link out of the directory',
    withDisk({ '0': root({ doc: 1 }), '1': { type: 'symlink', target: '/etc' } }),
  ],
  ['a link upwards', withDisk({ '0': root({ doc: 1 }), '1': { type: 'symlink', target: '../x' } })],
  ['content that is not base64', withDisk({ '0': root({ doc: 1 }), '1': { ...file, content: '!' } })],
  ['a mode that is none', withDisk({ '0': root({ doc: 1 }), '1': { ...file, mode: -1 } })],
  ['a write to nothing', withEffects({ op: 'write', ino: 9, offset: 0, data: '' })],
  ['a write to a directory', withEffects({ op: 'write', ino: 0, offset: 0, data: '' })],
  ['a write at a negative offset', withEffects({ op: 'write', ino: 1, offset: -1, data: 'aGk=' })],
  ['a write beyond every size', withEffects({ op: 'write', ino: 1, offset: 1e12, data: 'aGk=' })],
  ['a truncate to a terabyte', withEffects({ op: 'truncate', ino: 1, size: 1e12 })],
  ['a fraction of a byte', withEffects({ op: 'truncate', ino: 1, size: 0.5 })],
  [
    'many large files',
    withEffects(
      ...Array.from({ length: 10 }, (_, i): Effect[] => [
        { op: 'create', dir: 0, name: `f${i}`, ino: 10 + i, mode: 0 },
        { op: 'truncate', ino: 10 + i, size: 64 * 1024 * 1024 },
      ]).flat(),
    ),
  ],
  ['an inode born twice', withEffects({ op: 'create', dir: 0, name: 'x', ino: 1, mode: 0o644 })],
  ['a name taken twice', withEffects({ op: 'create', dir: 0, name: 'doc', ino: 3, mode: 0o644 })],
  [
    'a rename of nothing',
    withEffects({ op: 'rename', dir: 0, name: 'x', toDir: 0, toName: 'y', ino: 2, replaced: null }),
  ],
  [
    'a rename over something else',
    withEffects({ op: 'rename', dir: 0, name: 'doc', toDir: 0, toName: 'y', ino: 2, replaced: 1 }),
  ],
  [
    'a directory moved into itself',
    withEffects(dir('d', 3), {
      op: 'rename',
      dir: 0,
      name: 'd',
      toDir: 3,
      toName: 'x',
      ino: 3,
      replaced: null,
    }),
  ],
  [
    'a directory moved into its child',
    withEffects(
      dir('d', 3),
      { op: 'mkdir', dir: 3, name: 'e', ino: 4, mode: 0o755 },
      {
        op: 'rename',
        dir: 0,
        name: 'd',
        toDir: 4,
        toName: 'x',
        ino: 3,
        replaced: null,
      },
    ),
  ],
  ['a second name for a directory', withEffects(dir('d', 3), { op: 'link', dir: 0, name: 'e', ino: 3 })],
  ['a link effect upwards', withEffects({ op: 'symlink', dir: 0, name: 'l', ino: 3, target: '../../etc' })],
  ['rmdir of a full directory', withEffects({ op: 'rmdir', dir: 0, name: 'x', ino: 0 })],
];

describe('refuses', () => {
  for (const [name, value] of hostile) {
    it(name, () => {
      expect(() => checkCapsule(value)).toThrow(CapsuleError);
    });
  }
  it('a prototype smuggled in', () => {
    const text = JSON.stringify(good()).replace('"seed":1', '"seed":1,"__proto__":{"polluted":true}');
    expect(() => parseAnyCapsule(text)).toThrow(CapsuleError);
  });
  it('more effects than it would replay', () => {
    const many = Array.from({ length: 20_001 }, (): Effect => ({ op: 'utimes', ino: 1 }));
    expect(() => checkCapsule(withEffects(...many))).toThrow(/more than/);
  });
});

// The strict reader against interleaving capsules that lie, ask for too much or name what isn't there, and
// the one door for both kinds. The good capsule stands first, so that a refusal is due to the one thing that
// was changed.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { writtenInterleavingCapsule as good } from '../testing/interleaving-capsule-fixture.js';
import type { Choice } from '../vocabulary/schedule.js';
import { parseAnyCapsule } from './any-capsule.js';
import { checkInterleavingCapsule } from './check-interleaving-capsule.js';
import type { InterleavingCapsule } from './interleaving-capsule.js';
import { CapsuleError } from './strict-capsule.js';

const run = (client: number): Choice => ({ do: 'run', client });

test.each<[string, InterleavingCapsule]>([
  ['a plain one', good()],
  ['one with a crash', good({ variant: 'crash', choices: [run(0), { do: 'crash', client: 1 }, run(0)] })],
  ['one with a clock jump', good({ variant: 'clock-jump', choices: [{ do: 'clock-jump' }, run(1)] })],
  ['one with a reader', good({ variant: 'reader', readers: 1, choices: [run(2)], preemptions: 0 })],
  [
    'one with leftovers',
    good({
      variant: 'stale-lock',
      leftovers: {
        inodes: {
          '0': { type: 'dir', mode: 0o755, entries: { 'tasks.lock': 1 } },
          '1': { type: 'file', mode: 0o644, content: '' },
        },
      },
    }),
  ],
  [
    'every key there is',
    good({
      contended: ['name:a', 'identity:a', 'entries:.', 'content:a/b', 'links:a', 'lock:tasks.lock', 'life:0'],
    }),
  ],
  ['all keys', good({ contended: 'all' })],
])('accepts %s', (_, capsule) => {
  expect(parseAnyCapsule(JSON.stringify(capsule))).toEqual(capsule);
});

const tree = (name: string) => ({
  inodes: {
    '0': { type: 'dir' as const, mode: 0o755, entries: { [name]: 1 } },
    '1': { type: 'file' as const, mode: 0o644, content: '' },
  },
});
const stale = { variant: 'stale-lock' as const };

const hostile: [string, unknown, RegExp][] = [
  ['another schema version', { ...good(), schemaVersion: 2 }, /schemaVersion/],
  ['an unknown field', { ...good(), run: 'rm -rf' }, /run/],
  ['an unknown field deep inside', { ...good(), strategy: { id: 'a', reference: 'b', env: {} } }, /strategy/],
  ['an unknown field of a choice', { ...good(), choices: [{ ...run(0), exec: 'x' }] }, /choices/],
  [
    'an unknown field of a lane',
    { ...good(), lanes: [{ client: 0, text: '', preempted: null, x: 1 }] },
    /lanes/,
  ],
  [
    'an unknown field of a leftover',
    good({ ...stale, leftovers: { ...tree('a'), x: 1 } as never }),
    /unknown field leftovers.x/,
  ],
  ['an unknown choice', { ...good(), choices: [{ do: 'exec', client: 0 }] }, /choices/],
  ['a client that is not there', good({ choices: [run(2)] }), /no client 2/],
  ['a negative client', good({ choices: [run(-1)] }), /choices/],
  ['a lane of nobody', good({ lanes: [{ client: 5, text: '', preempted: null }] }), /lanes/],
  ['a lane that stopped nobody', good({ lanes: [{ client: 0, text: '', preempted: 7 }] }), /lanes/],
  ['no writer', good({ writers: 0, readers: 0, choices: [] }), /nobody writes/],
  ['no write', good({ writes: 0 }), /nobody writes/],
  ['too many clients', good({ variant: 'reader', writers: 8, readers: 8 }), /more than 8/],
  ['too many writes', good({ writes: 101 }), /writes/],
  ['a document that fills the disk', good({ documentBytes: 2 ** 40 }), /documentBytes/],
  ['a reader in another variant', good({ readers: 1 }), /readers/],
  [
    'a crash in another variant',
    good({ choices: [{ do: 'crash', client: 0 }] }),
    /no crash in the variant plain/,
  ],
  [
    'two crashes',
    good({
      variant: 'crash',
      choices: [
        { do: 'crash', client: 0 },
        { do: 'crash', client: 1 },
      ],
    }),
    /more than one/,
  ],
  ['more preemptions than choices', good({ preemptions: 1000 }), /preemptions/],
  ['a seed that is no integer', good({ seed: 0.5 }), /seed/],
  ['a key of another kind', good({ contended: ['pid:1'] }), /no key/],
  ['a key without a kind', good({ contended: ['tasks.yaml'] }), /no key/],
  ['a key that leads out', good({ contended: ['name:../../etc/passwd'] }), /no key/],
  ['an absolute key', good({ contended: ['name:/etc/passwd'] }), /no key/],
  ['leftovers in another variant', good({ leftovers: tree('a') }), /leftovers/],
  ['leftovers that lead out', good({ ...stale, leftovers: tree('../a') }), /leftovers: the name/],
  ['a very long text', good({ sentence: 'x'.repeat(5000) }), /sentence/],
  ['too many choices', good({ choices: Array.from({ length: 20_001 }, () => run(0)) }), /choices/],
];

describe('refuses', () => {
  it.each(hostile)('%s', (_, value, said) => {
    expect(() => parseAnyCapsule(JSON.stringify(value))).toThrow(CapsuleError);
    expect(() => parseAnyCapsule(JSON.stringify(value))).toThrow(said);
  });

  it.each<[string, string, RegExp]>([
    ['what is no JSON', '{', /not JSON/],
    ['what is too large', ' '.repeat(32 * 1024 * 1024 + 1), /larger than 32 MiB/],
    ['nothing', 'null', /./],
    ['another kind', '{"kind":"fire","schemaVersion":1}', /kind/],
    ['a field that JSON can name and a program should not', '{"kind":"interleaving","__proto__":{}}', /./],
  ])('%s', (_, text, said) => {
    expect(() => parseAnyCapsule(text)).toThrow(CapsuleError);
    expect(() => parseAnyCapsule(text)).toThrow(said);
  });
});

test('whatever it is given, it answers with a capsule or a CapsuleError', () => {
  const mutation = fc.record({ key: fc.constantFrom(...Object.keys(good())), value: fc.jsonValue() });
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (changes) => {
      const value: Record<string, unknown> = { ...good() };
      for (const { key, value: changed } of changes) value[key] = changed;
      try {
        expect(checkInterleavingCapsule(value)).toEqual(value);
      } catch (error) {
        expect(error).toBeInstanceOf(CapsuleError);
      }
    }),
  );
});

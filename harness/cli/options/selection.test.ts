// Selections as tables and as laws that hold for every list of ids.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CliError } from '../cli-error.js';
import { select, splitList, type Vocabulary } from './selection.js';

const ids = ['flock', 'flock-eager', 'm03', 'ofd', 'posix'];
const words: Vocabulary = { flag: '--strategy', kind: 'strategies', ids, defaults: ['flock', 'm03'] };

test.each<[string[], string[]]>([
  [
    ['a,b', 'c'],
    ['a', 'b', 'c'],
  ],
  [[' a , ,b,'], ['a', 'b']],
  [['{a,b}*,c'], ['{a,b}*', 'c']],
  [[''], []],
  [[], []],
])('%j splits into %j', (values, parts) => {
  expect(splitList(values)).toEqual(parts);
});

test.each<[string, string[]]>([
  ['flock', ['flock']],
  ['flock*', ['flock', 'flock-eager']],
  ['*', ids],
  ['*,!flock*', ['m03', 'ofd', 'posix']],
  ['!flock*,*', ['m03', 'ofd', 'posix']],
  ['{ofd,posix}', ['ofd', 'posix']],
  ['!m03', ['flock']],
  ['', ['flock', 'm03']],
  ['posix,ofd,posix', ['ofd', 'posix']],
  ['[mo]*', ['m03', 'ofd']],
])('%j picks %j', (list, picked) => {
  expect(select(splitList([list]), words)).toEqual(picked);
});

test.each(['flok', 'zzz*', '!flok', '!', 'flock,!flock', 'm03,typo'])('%j is refused', (list) => {
  expect(() => select(splitList([list]), words)).toThrow(CliError);
});

describe('laws', () => {
  const id = fc.stringMatching(/^[a-z0-9]+(-[a-z0-9]+)?$/).filter((text) => text.length < 12);
  const known = fc.uniqueArray(id, { minLength: 1, maxLength: 8 });
  const cases = known.chain((all) =>
    fc.record({
      all: fc.constant(all),
      wanted: fc.subarray(all, { minLength: 1 }),
      unwanted: fc.subarray(all),
    }),
  );
  const of = (all: string[]): Vocabulary => ({ flag: '--x', kind: 'xs', ids: all, defaults: all });

  test('plain minus negated ids, in the order of the registry, whatever the order of the patterns', () => {
    fc.assert(
      fc.property(cases, fc.integer(), ({ all, wanted, unwanted }, turn) => {
        const expected = all.filter((one) => wanted.includes(one) && !unwanted.includes(one));
        fc.pre(expected.length > 0);
        const patterns = [...wanted, ...unwanted.map((one) => `!${one}`)];
        const at = Math.abs(turn) % patterns.length;
        expect(select([...patterns.slice(at), ...patterns.slice(0, at)], of(all))).toEqual(expected);
      }),
    );
  });

  test('a glob is the union of what it matches, and * is everything', () => {
    fc.assert(
      fc.property(cases, ({ all, wanted }) => {
        const [first = ''] = wanted;
        expect(select([`${first}*`], of(all))).toEqual(all.filter((one) => one.startsWith(first)));
        expect(select(['*'], of(all))).toEqual(all);
      }),
    );
  });

  test('never an id that does not exist, never nothing: a selection or a usage error', () => {
    fc.assert(
      fc.property(known, fc.array(fc.string({ maxLength: 6 }), { maxLength: 4 }), (all, patterns) => {
        let picked: string[];
        try {
          picked = select(patterns, of(all));
        } catch (error) {
          expect(error).toMatchObject({ name: 'CliError', exitCode: 2 });
          return;
        }
        expect(picked.length).toBeGreaterThan(0);
        expect(all).toEqual(expect.arrayContaining(picked));
      }),
    );
  });
});

// Which part of a name is another one each time, learned from two executions.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FreshName } from '../../../results/vocabulary/fresh-name.js';
import { freshPartOf, withPatternOf } from './fresh-names.js';

const learn = (was: string, is: string) => withPatternOf([], was, is)?.[0] ?? null;
const pattern = (
  before: string,
  after: string,
  characters: FreshName['characters'] = 'digits',
  lengthMin = 1,
): FreshName => ({ before, after, characters, lengthMin });

describe('two names teach', () => {
  it.each<[was: string, is: string, learned: FreshName | null]>([
    ['tasks.yaml.17', 'tasks.yaml.18', pattern('tasks.yaml.', '')],
    ['tasks.yaml.17.tmp', 'tasks.yaml.18.tmp', pattern('tasks.yaml.', '.tmp')],
    ['tasks.yaml.9.tmp', 'tasks.yaml.10.tmp', pattern('tasks.yaml.', '.tmp')],
    ['.tasks-P0-9', '.tasks-P0-19', pattern('.tasks-P*-', '')],
    ['17', '18', pattern('', '')],
    ['r17.json', 'r18.json', pattern('r', '.json')],
    ['x.a17', 'x.a18', pattern('x.', '', 'hex')],
    ['x.c0ffee', 'x.deadbe', pattern('x.', '', 'hex', 4)],
    ['x.k3jq9z.tmp', 'x.w0pp2a.tmp', pattern('x.', '.tmp', 'lower', 4)],
    ['x.K3jq9z', 'x.w0pp2a', pattern('x.', '', 'alphanumeric', 4)],
    ['x.1-2.tmp', 'x.3-4.tmp', pattern('x.', '.tmp', 'any')],
    // Two clients of one kind of name, and names that are known.
    ['tasks.P0.tmp', 'tasks.P1.tmp', null],
    ['tasks.<0.0>', 'tasks.<0.1>', null],
    // No names.
    ['busy', 'locked', null],
    ['tasks.yaml', 'tasks.lock', null],
    ['tasks.yaml', 'tasks.yaml', null],
    ['tasks.yaml', '', null],
  ])('%s, %s', (was, is, learned) => {
    expect(learn(was, is)).toEqual(learned);
  });

  it('a wider pattern when they do not fit the one that is known', () => {
    const narrow = withPatternOf([], 'x.17', 'x.18') ?? [];
    expect(withPatternOf(narrow, 'x.20', 'x.21')).toBeNull();
    expect(withPatternOf(narrow, 'x.1f', 'x.2c')).toEqual([pattern('x.', '', 'hex')]);
  });

  it('what matches both, and always less once more', () => {
    const word = fc.stringMatching(/^[a-z]{0,3}[.-][0-9a-fA-Z]{1,8}([.-][a-z]{1,3})?$/);
    fc.assert(
      fc.property(word, word, (was, is) => {
        const learned = withPatternOf([], was, is);
        fc.pre(learned !== null);
        for (const one of [was, is]) expect(freshPartOf(learned ?? [], one)).not.toBeNull();
        expect(withPatternOf(learned ?? [], was, is)).toBeNull();
      }),
    );
  });
});

it.each([
  ['tasks.yaml.17.tmp', '17'],
  ['tasks.yaml.4711.tmp', '4711'],
  ['tasks.yaml.tmp', null],
  ['tasks.yaml..tmp', null],
  ['tasks.yaml.lock.tmp', null],
  ['tasks.yaml.17', null],
  ['x.tasks.yaml.17.tmp', null],
])('in %s that is %s', (word, part) => {
  expect(freshPartOf([pattern('tasks.yaml.', '.tmp')], word)?.part ?? null).toBe(part);
});

it('a name that is called after one client or the other is no client’s own', () => {
  const own = [pattern('x.', '')];
  expect(withPatternOf(own, 'x.<0.0>', 'x.<1.0>')).toEqual([{ ...pattern('x.', ''), shared: true }]);
  expect(withPatternOf(own, 'x.<0.0>', 'x.<0.1>')).toBeNull();
  expect(withPatternOf(own, 'y.<0.0>', 'y.<1.0>')).toBeNull();
  expect(withPatternOf([{ ...pattern('x.', ''), shared: true }], 'x.<0>', 'x.<1>')).toBeNull();
});

it('what differs around a part that is known to differ', () => {
  const narrow = [pattern('x.abc1.', '.tmp')];
  const wide = { ...pattern('x.', '.tmp', 'any', 3) };
  expect(withPatternOf(narrow, 'x.abc1.<0.0>.tmp', 'x.def2.<0.0>.tmp')).toEqual([wide, ...narrow]);
  expect(withPatternOf([wide], 'x.abc1.<0.0>.tmp', 'x.def2.<0.0>.tmp')).toBeNull();
  expect(withPatternOf(narrow, 'x.abc1.<0.0>.tmp', 'x.def2.<0.1>.tmp')).toBeNull();
  expect(withPatternOf(narrow, 'x.abc1.<0.0>.tmp', 'x.def2.5.tmp')).toEqual([wide, ...narrow]);
  expect(withPatternOf(narrow, 'x.<0.0>.tmp', 'y')).toBeNull();
  expect(withPatternOf([], 'x.<0.0>.abc1', 'x.<0.0>.def2')).toEqual([pattern('x.', '', 'any', 3)]);
});

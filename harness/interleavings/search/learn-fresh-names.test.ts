// What two executions of the same choices teach about names, and when they differ in something else.
import { describe, expect, it } from 'vitest';
import type { Step } from '../../../results/vocabulary/schedule.js';
import { freshNamesOf } from './learn-fresh-names.js';
import { stepDifference } from './step-difference.js';

const create = (name: string, changes: Partial<Step> = {}): Step => ({
  client: 0,
  kind: 'operation',
  label: `create ${name} {inode:0.0}`,
  accesses: [
    { resource: `name:${name}`, mode: 'write' },
    { resource: `kind:${name}`, mode: 'write' },
    { resource: 'inode:0.0', mode: 'write' },
  ],
  keys: [`name:${name}`, `content:${name}`],
  decided: false,
  ...changes,
});
const digits = (before: string) => ({ before, after: '', characters: 'digits', lengthMin: 1 });
const learned = (was: readonly Step[], is: readonly Step[]) => freshNamesOf([], was, is);

describe('two executions teach', () => {
  it('all names that differ, one step after another', () => {
    const was = [create('x.1'), create('x.1'), create('y.1')];
    const is = [create('x.2'), create('x.2'), create('y.2')];
    expect(learned(was, is)).toEqual([digits('x.'), digits('y.')]);
  });

  it('what a link says, and a path elsewhere', () => {
    const link = (target: string) => create('l', { label: `symlink l → ${target}`, accesses: [], keys: [] });
    expect(learned([link('4711-1')], [link('4711-2')])).toEqual([digits('4711-')]);
    expect(learned([link('/elsewhere/f.1 x')], [link('/elsewhere/f.2 x')])).toEqual([digits('f.')]);
  });

  it('that a name is no client’s own', () => {
    const known = [digits('x.')] as Parameters<typeof freshNamesOf>[0];
    expect(freshNamesOf(known, [create('x.<0.0>')], [create('x.<1.0>')])).toEqual([
      { ...digits('x.'), shared: true },
    ]);
  });

  it.each<[what: string, is: Step]>([
    ['another client', create('x.2', { client: 1 })],
    ['another operation', create('x.2', { label: 'open x.2 {inode:0.0}' })],
    ['another result', create('x.2', { label: 'create x.2: EEXIST' })],
    ['another file', create('x.2', { label: 'create x.2 {inode:0.1}' })],
    ['other resources', create('x.2', { accesses: [{ resource: 'name:x.2', mode: 'write' }] })],
    ['another path', create('x/2')],
    ['another name', create('y')],
  ])('nothing, where there is %s', (_, is) => {
    expect(learned([create('x.1')], [is])).toBeNull();
  });

  it('nothing after the first step that differs in more', () => {
    expect(learned([create('x'), create('x.1')], [create('y'), create('x.2')])).toBeNull();
    expect(
      learned([create('y.1'), create('x'), create('x.1')], [create('y.2'), create('y'), create('x.2')]),
    ).toEqual([digits('y.')]);
  });
});

describe('a difference is said exactly', () => {
  it.each<[is: Step, said: string | null]>([
    [create('x'), null],
    [create('y'), 'step 1 was client 0: create x {inode:0.0}, then client 0: create y {inode:0.0}'],
    [
      create('x', { accesses: [] }),
      'step 1, client 0: create x {inode:0.0}, was (write name:x, write kind:x, write inode:0.0), then ()',
    ],
    [
      create('x', { keys: ['name:z'] }),
      'step 1, client 0: create x {inode:0.0}, was of name:x, content:x, then of name:z',
    ],
  ])('%#', (is, said) => {
    expect(stepDifference([create('x')], [is])).toBe(said);
  });

  it('the number of bytes is none', () => {
    const written = (bytes: number) => create('x', { label: `write ${bytes} bytes to x` });
    expect(stepDifference([written(9)], [written(10)])).toBeNull();
  });
});

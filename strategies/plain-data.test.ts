import { describe, expect, it } from 'vitest';
import { takeTaskFile } from './plain-data.js';

const file = { version: 1, rev: 7, updated_at: 'x', tasks: [{ id: 'a' }] };
const circular: Record<string, unknown> = { ...file };
circular.self = circular;

describe('takes over', () => {
  it('a deep copy that later changes do not reach', () => {
    const next = { ...file, extra: { list: [1] } };
    const taken = takeTaskFile(next);
    next.extra.list.push(2);
    expect(taken).toEqual({ ...file, rev: 0, updated_at: '', extra: { list: [1] } });
  });

  it('whatever rev and updated_at say', () => {
    expect(takeTaskFile({ version: 1, rev: 'x', tasks: [] })).toEqual({
      version: 1,
      rev: 0,
      updated_at: '',
      tasks: [],
    });
  });

  it('a property named __proto__ as any other', () => {
    const taken = takeTaskFile({ ...file, extra: JSON.parse('{"__proto__": 1}') as unknown });
    expect(JSON.stringify(taken.extra)).toBe('{"__proto__":1}');
  });

  it('objects without undefined properties and of no prototype', () => {
    expect(
      takeTaskFile({ ...file, a: undefined, b: Object.assign(Object.create(null), { c: 1 }) }),
    ).toStrictEqual({
      ...file,
      rev: 0,
      updated_at: '',
      b: { c: 1 },
    });
  });
});

describe('refuses', () => {
  it.each([
    ['nothing', null, /instead of a task file/],
    ['a list', [], /a list instead of a task file/],
    ['another version', { ...file, version: 2 }, /version is 2 instead of 1/],
    ['no tasks', { version: 1 }, /tasks is missing/],
    ['a task without id', { version: 1, tasks: [{}] }, /tasks\[0\]\.id is missing/],
    [
      'a date',
      { ...file, tasks: [{ id: 'a', due: [new Date(0)] }] },
      /document\.tasks\[0\]\.due\[0\] is an instance of Date/,
    ],
    ['a map', { ...file, m: new Map() }, /document\.m is an instance of Map/],
    ['a function', { ...file, f: () => 1 }, /document\.f is a function/],
    ['a symbol', { ...file, s: Symbol('s') }, /document\.s is a symbol/],
    ['undefined in a list', { ...file, l: [undefined] }, /document\.l\[0\] is undefined/],
    ['a circle', circular, /contains itself/],
  ])('%s', (_name, next, message) => {
    expect(() => takeTaskFile(next)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) }),
    );
  });
});

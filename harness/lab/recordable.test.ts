import { expect, it } from 'vitest';
import { recordable } from './recordable.js';

it('spells out what JSON has no word for', () => {
  const value = { id: 9007199254740993n, at: new Date(0), list: [1n], ['__proto__']: { own: true } };
  expect(JSON.stringify(recordable(value))).toBe(
    '{"id":{"$bigint":"9007199254740993"},"at":{"$date":"1970-01-01T00:00:00.000Z"},"list":[{"$bigint":"1"}],"__proto__":{"own":true}}',
  );
});

it('is a copy', () => {
  const value = { list: [1] };
  const copy = recordable(value);
  value.list.push(2);
  expect(copy).toEqual({ list: [1] });
});

it('refuses circles and functions', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(() => recordable(circle)).toThrow(/contains itself/);
  expect(() => recordable({ call: () => 1 })).toThrow();
});

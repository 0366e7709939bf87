import { expect, it } from 'vitest';
import { withExtension } from './m03-order.js';

it.each([
  ['/a/tasks.yaml', '/a/tasks.tmp'],
  ['/a/tasks', '/a/tasks.tmp'],
  ['/a/tasks.old.yaml', '/a/tasks.old.tmp'],
  ['/a/.hidden', '/a/.hidden.tmp'],
  ['/a.b/tasks', '/a.b/tasks.tmp'],
  ['tasks.yaml', 'tasks.tmp'],
])('withExtension(%s)', (path, expected) => {
  expect(withExtension(path, 'tmp')).toBe(expected);
});

// Which mount points are single files below a directory.
import { expect, test } from 'vitest';
import { fileMountsBelow } from './file-mounts.js';

const files = ['/app/config.yaml', '/app/deep/tasks.yaml', '/application/x'];
const isFile = (path: string): boolean => {
  if (path === '/app/gone') throw new Error('ENOENT');
  return files.includes(path);
};

test.each<[string, string[], string[]]>([
  ['/app', ['/', '/app', '/app/data', '/app/gone', ...files], ['config.yaml', 'deep/tasks.yaml']],
  ['/app', ['/app/config.yaml', '/app/config.yaml'], ['config.yaml']],
  ['/', ['/', '/app/config.yaml'], ['app/config.yaml']],
  ['/srv', files, []],
])('below %s', (dir, mounts, expected) => {
  expect(fileMountsBelow(dir, mounts, isFile)).toEqual(expected);
});

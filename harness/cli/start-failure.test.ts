// What is said when the command could not begin, or an error has escaped.
import { expect, test } from 'vitest';
import { failureText } from './start-failure.js';

const coded = (code: string, syscall?: string) =>
  Object.assign(new Error('fir\u001bst\nsecond'), { code, syscall });

test.each([
  ['could not start', coded('EMFILE'), undefined, 'ulimit -n 1024'],
  ['could not start', coded('ENOENT', 'uv_cwd'), undefined, 'working directory was deleted'],
  ['could not start', coded('ENOENT'), '--require ./mine.cjs', 'without NODE_OPTIONS'],
  ['could not start', coded('ENOENT'), undefined, 'install the package again'],
  ['itself failed', coded('EROFS'), undefined, 'mount it writable again'],
  ['itself failed', 'thrown', '--require ./mine.cjs', '--verbose'],
] as const)('%s: %s with NODE_OPTIONS %s', (how, error, nodeOptions, remedy) => {
  const text = failureText(how, error, nodeOptions);
  expect(text).toMatch(/^error: holdfast .*\n {2}to do: .*\n$/);
  expect(text).toContain(remedy);
  expect(text).not.toContain('second');
  expect(text).not.toContain('\u001b');
});

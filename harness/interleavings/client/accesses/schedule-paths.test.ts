// The names of paths, in processes and in threads: no two files of one client get the same name.
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { repeatableName, SchedulePaths } from './schedule-paths.js';

const top = fs.mkdtempSync(join(tmpdir(), 'holdfast-paths-'));
fs.mkdirSync(join(top, 'real'));
fs.symlinkSync('real', join(top, 'link'));
afterAll(() => fs.rmSync(top, { recursive: true }));

const process = { client: 1, pid: 4711, threadId: null };
const thread = { client: 1, pid: 4711, threadId: 3 };

it.each([
  ['tasks.yaml.4711.tmp', process, 'tasks.yaml.P1.tmp'],
  ['4711-4711', process, 'P1-P1'],
  ['tasks.47110.tmp', process, 'tasks.47110.tmp'],
  ['tasks.3.tmp', process, 'tasks.3.tmp'],
  ['tasks.yaml.4711.tmp', thread, 'tasks.yaml.P.tmp'],
  ['tasks.yaml.4711-3.tmp', thread, 'tasks.yaml.P-T1.tmp'],
  ['tasks.3.tmp', thread, 'tasks.3.tmp'],
])('%s is %3$s', (name, identity, expected) => {
  expect(repeatableName(name, identity)).toBe(expected);
});

it('different names stay different', () => {
  const part = fc.constantFrom('4711', '3', '.', '-', 'x', '47');
  const name = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(name, name, fc.constantFrom(process, thread), (one, other, identity) => {
      fc.pre(one !== other);
      expect(repeatableName(one, identity)).not.toBe(repeatableName(other, identity));
    }),
  );
});

it('names are relative, by whichever way the directory was named', () => {
  for (const named of ['real', 'link']) {
    const paths = new SchedulePaths(join(top, named), process);
    expect(paths.nameOf(join(top, named))).toBe('.');
    expect(paths.nameOf(join(top, named, 'a'))).toBe('a');
    expect(paths.nameOf(`${join(top, named)}//b/../a/`)).toBe('a');
    expect(paths.nameOf(join(top, 'real', 'd/x'))).toBe('d/x');
    expect(paths.nameOf(join(top, 'realistic'))).toBeNull();
    expect(paths.nameOf(top)).toBeNull();
  }
});

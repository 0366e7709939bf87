// The lock file must hold every package that a package in it names, those of other systems included. npm
// leaves out what its registry lacks, and then `npm ci` refuses on a fresh clone, here and everywhere else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const namesSchema = z.record(z.string(), z.string()).default({});
const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ dependencies: namesSchema, optionalDependencies: namesSchema })),
});

/** `package -> dependency` for every dependency that node's lookup would not find in the lock. */
function missingFrom(lock: unknown): string[] {
  const { packages } = lockSchema.parse(lock);
  const found = (at: string, name: string): boolean => {
    if (`${at === '' ? '' : `${at}/`}node_modules/${name}` in packages) return true;
    return at !== '' && found(at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/'))), name);
  };
  return Object.entries(packages).flatMap(([at, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !found(at, name))
      .map((name) => `${at} -> ${name}`),
  );
}

test('nothing is missing from the lock file', () => {
  const lock: unknown = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8'),
  );
  expect(missingFrom(lock)).toEqual([]);
});

test('what is missing is found, at the top and further down', () => {
  const packages = {
    '': { dependencies: { a: '1' } },
    'node_modules/a': { dependencies: { b: '1' }, optionalDependencies: { 'a-darwin': '1' } },
    'node_modules/b': {},
    'node_modules/b/node_modules/c': { dependencies: { b: '1', d: '1' } },
  };
  expect(missingFrom({ packages })).toEqual([
    'node_modules/a -> a-darwin',
    'node_modules/b/node_modules/c -> d',
  ]);
});

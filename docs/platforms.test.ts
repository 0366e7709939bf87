// Holds the table of docs/platforms.md to the mounts that the lab knows. Whether what it says of them is true
// can't be seen here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mountKinds } from '../harness/mounts/mount-registry.js';
import { bare, disagreement, marked, tableUnder } from './claims.js';

const page = readFileSync(join(import.meta.dirname, 'platforms.md'), 'utf8');
const told = (text: string) =>
  tableUnder(marked(text, 'platforms') ?? '', 'Platform').map(([cell = '']) => bare(cell));
const real = mountKinds.map(({ id }) => id);

test('every mount of the lab is in the table, in its order', () => {
  expect(told(page)).toEqual(real);
});

test('one that is misspelt is seen', () => {
  expect(disagreement(told(page.replace('| `xfs`', '| `xsf`')), real)).toEqual([
    'told, but not so: xsf',
    'not told: xfs',
  ]);
});

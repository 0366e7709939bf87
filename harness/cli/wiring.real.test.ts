// The real parts as the command line gets them, from the build: where the source of each strategy lies and
// what its opening comment says, whichever folder it is in.
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { strategies } from '../../strategies/strategy-registry.js';
import type * as wiring from './wiring.js';

const built = new URL('../../dist/harness/cli/wiring.js', import.meta.url).href;
const { harnessPorts }: typeof wiring = await import(built);

test.each(Object.keys(strategies))('%s is explained by its own file', async (id) => {
  const { file, notes } = await harnessPorts().strategySource(id);
  expect(file).toMatch(new RegExp(`/${id}\\.ts$`));
  expect(existsSync(new URL(`../../${file}`, import.meta.url))).toBe(true);
  expect(notes.join(' ').length).toBeGreaterThan(40);
});

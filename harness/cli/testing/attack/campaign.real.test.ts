// The standing attack in small: each kind that takes no seconds, and a run that is cut off, resumed and split. The
// seed is fixed; `npm run attack` has the others and new ones. And a campaign must notice what doesn't hold.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../../e2e/workbench.js';
import type { Attack } from './attack.js';
import { runCampaign } from './campaign.js';

async function built<T>(file: string): Promise<T> {
  return await import(
    new URL(`../../../../dist/harness/cli/testing/attack/${file}.js`, import.meta.url).href
  );
}

test('every attack of a small campaign is held', async () => {
  const { attacks } = await built<typeof import('./attack-registry.js')>('attack-registry');
  const { runCampaign: runBuilt } = await built<typeof import('./campaign.js')>('campaign');
  const small = ['odd-files', 'resumed-run'];
  const chosen = attacks.filter(({ id, startsPrograms }) => !startsPrograms || small.includes(id));
  expect(chosen.map(({ id }) => id)).toEqual(expect.arrayContaining(['flipped-bits', ...small]));
  const plan = { attacks: chosen, seed: 7, msMax: null, roundsMax: 1, quickTries: 25, lanes: 2 };
  const { breaches, tallies } = await runBuilt(plan);
  expect(breaches).toEqual([]);
  expect([...tallies.values()].reduce((sum, { tried }) => sum + tried, 0)).toBe(4 * 25 + 2);
});

const attack = (id: string, run: Attack['run']): Attack => ({ id, title: '', startsPrograms: false, run });

test('docs/reliability.md tells all of them, and no others', async () => {
  const { attacks } = await built<typeof import('./attack-registry.js')>('attack-registry');
  const page = readFileSync(join(repositoryRoot, 'docs', 'reliability.md'), 'utf8');
  const [, table = ''] = /<!-- attacks:begin -->([\s\S]*)<!-- attacks:end -->/.exec(page) ?? [];
  const told = [...table.matchAll(/^\| `([a-z-]+)`/gm)].map(([, id]) => id);
  expect(told).toEqual(attacks.map(({ id }) => id));
});

test('what does not hold is counted, with a seed that repeats it', async () => {
  const odd = attack('odd', async ({ random }) => (random.integer(0, 9) % 2 === 1 ? 'it was odd' : null));
  const plan = { attacks: [odd], seed: 1, msMax: null, roundsMax: 20, quickTries: 1, lanes: 2 };
  const { tallies, breaches } = await runCampaign(plan);
  const tally = tallies.get('odd');
  expect(tally?.tried).toBe(20);
  expect(tally?.held).toBe(20 - breaches.length);
  expect(breaches.length).toBeGreaterThan(0);
  for (const { seed, why } of breaches) {
    expect(why).toBe('it was odd');
    expect((await runCampaign({ ...plan, seed, roundsMax: 1 })).breaches).toEqual([
      { attack: 'odd', seed, why },
    ]);
  }
});

test('an attack that breaks itself is not held, and an end in time ends the campaign', async () => {
  const broken = attack('broken', () => Promise.reject(new Error('no arena')));
  const plan = { attacks: [broken], seed: 1, msMax: null, roundsMax: 1, quickTries: 1, lanes: 1 };
  expect((await runCampaign(plan)).breaches[0]?.why).toContain('no arena');
  expect((await runCampaign({ ...plan, msMax: 0 })).tallies.size).toBe(0);
});

// Holds the pages that are made of stored runs against the records that they are made of, and the records against
// the strategies that there are. `npm run docs` writes the pages anew; `npm run trust`, `npm run libraries` and
// `npm run bench -- --write` the records.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { librariesPage } from '../reports/evidence/library-page.js';
import { libraryRecordSchema } from '../reports/evidence/library-record.js';
import { performancePage } from '../reports/evidence/performance-page.js';
import { performanceRecordSchema } from '../reports/evidence/performance-record.js';
import { platformsPage, platformsRecordSchema } from '../reports/evidence/platforms-record.js';
import { trustPage } from '../reports/evidence/trust-page.js';
import { complaintsAbout, trustRecordSchema } from '../reports/evidence/trust-record.js';
import { rowsOf } from '../results/verdicts/power-cut-agreement.js';
import { powerCutsSchema } from '../results/verdicts/power-cuts.js';
import { scenarios } from '../scenarios/all-scenarios.js';
import { brokenCorpus, soundBuiltIns, soundCorpus } from '../strategies/testing/corpus-registry.js';
import { knownPowerCutsModule } from './known-power-cuts-module.js';
import { powerCutsPart } from './power-cuts-part.js';

const here = (name: string) => join(import.meta.dirname, name);
const stored = (name: string): unknown => JSON.parse(readFileSync(here(`evidence/${name}.json`), 'utf8'));
const libraries = libraryRecordSchema.parse(stored('libraries'));
const powerCuts = powerCutsSchema.parse(stored('power-cuts'));
const performance = performanceRecordSchema.parse(stored('performance'));
const trust = trustRecordSchema.parse(stored('trust'));

test('docs/libraries.md says what the stored run found', async () => {
  await expect(librariesPage(libraries)).toMatchFileSnapshot(here('libraries.md'));
});

test('docs/trust.md says what the stored runs found', async () => {
  await expect(trustPage(trust)).toMatchFileSnapshot(here('trust.md'));
});

test('docs/power-loss.md has the table of the stored power cuts', async () => {
  const page = readFileSync(here('power-loss.md'), 'utf8');
  const part = /(?<=<!-- power-cuts:begin -->\n)[\s\S]*(?=<!-- power-cuts:end -->)/;
  expect(page).toMatch(part);
  await expect(page.replace(part, () => `\n${powerCutsPart(powerCuts)}\n\n`)).toMatchFileSnapshot(
    here('power-loss.md'),
  );
});

const hasLab = existsSync(here('evidence/platforms.json'));
test.skipIf(!hasLab)('docs/platforms-found.md says what the stored lab found', async () => {
  const found = platformsRecordSchema.parse(stored('platforms'));
  await expect(platformsPage(found)).toMatchFileSnapshot(here('platforms-found.md'));
});

test('reports know what the stored power cuts showed', async () => {
  await expect(knownPowerCutsModule(powerCuts)).toMatchFileSnapshot(
    here('../reports/platform/known-power-cuts.ts'),
  );
});

test('in the stored power cuts no disk was harsher than the models', () => {
  const rows = rowsOf(powerCuts);
  expect(rows.filter(({ agreement }) => agreement === 'disks-harsher')).toEqual([]);
  expect(rows.filter(({ agreement }) => agreement === 'caught')).not.toEqual([]);
});

test('docs/performance.md says what the stored run measured', async () => {
  await expect(performancePage(performance)).toMatchFileSnapshot(here('performance.md'));
});

test('in the stored runs every broken strategy was caught, and no sound one accused', () => {
  expect(complaintsAbout(trust.scenarios)).toEqual([]);
  expect(trustPage(trust)).not.toContain('missed**');
});

test('the stored runs know every strategy of the corpus', () => {
  const rows = trust.scenarios.flatMap(({ broken, sound }) => [...broken, ...sound]);
  const known = new Set(rows.map(({ strategy }) => strategy));
  const wanted = [...Object.keys(brokenCorpus), ...Object.keys(soundCorpus), ...soundBuiltIns];
  expect(wanted.filter((id) => !known.has(id))).toEqual([]);
});

test('what must catch a broken strategy exists', async () => {
  const checks = new Set(scenarios.flatMap(({ id, checks: own }) => own.map((check) => `${id}/${check.id}`)));
  for (const load of Object.values(brokenCorpus)) {
    const { fallsBy } = await load();
    expect(fallsBy.filter((name) => !checks.has(name))).toEqual([]);
  }
});

test('the corpus holds at least 60 broken and 25 sound strategies', () => {
  const canaries = scenarios.flatMap((scenario) => scenario.canaries.map(({ strategy }) => strategy));
  expect(new Set([...canaries, ...Object.keys(brokenCorpus)]).size).toBeGreaterThanOrEqual(60);
  expect(soundBuiltIns.length + Object.keys(soundCorpus).length).toBeGreaterThanOrEqual(25);
});

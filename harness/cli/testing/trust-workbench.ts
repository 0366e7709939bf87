// Holds Holdfast to strategies whose answer is known: prints which check catches which broken one, and whether
// any accuses a sound one; exits with 1 when one is missed or accused. Built: npm run trust -- --help
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { trustPage } from '../../../reports/evidence/trust-page.js';
import {
  complaintsAbout,
  type Expectations,
  mergedTrust,
  mergedWhole,
  type ScenarioTrust,
  type TrustRecord,
  trustIn,
  trustRecordSchema,
  type WholeRun,
  wholeRunsIn,
} from '../../../reports/evidence/trust-record.js';
import { platformLabel } from '../../../results/facts/platform-label.js';
import type { Judged } from '../../../results/verdicts/judged.js';
import { claimedScopes, type Scope } from '../../../results/vocabulary/verdict.js';
import { scenarios } from '../../../scenarios/all-scenarios.js';
import type { Strategy } from '../../../strategies/strategy.js';
import { strategies } from '../../../strategies/strategy-registry.js';
import { brokenCorpus, soundBuiltIns, soundCorpus } from '../../../strategies/testing/corpus-registry.js';
import { seededRandom } from '../../random.js';
import { judgedIn, quickRun } from './quick-run.js';

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    scenario: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    shard: { type: 'string', default: '1/1' },
    broken: { type: 'string' },
    sound: { type: 'string' },
    seed: { type: 'string', default: '1' },
    dir: { type: 'string', default: '.holdfast' },
    from: { type: 'string', multiple: true },
    write: { type: 'boolean', default: false },
    whole: { type: 'boolean', default: false },
  },
});

const HELP = `--scenario ID    only this one; may be repeated
--only ID        only this strategy; may be repeated
--shard I/N      every N-th scenario, beginning with the I-th
--broken N       so many of the broken strategies of each scenario, chosen by the seed
--sound N        so many of the sound ones
--seed N         of everything random (1)
--dir PATH       where the documents are (.holdfast)
--from RUN       takes this stored run instead of running; may be repeated
--whole          the broken ones through all scenarios, as a user's are; nothing else is run
--write          stores the result in docs/evidence/trust.json, in place of what was known of the same rows
`;

const built = (kind: string, id: string) =>
  path.join(import.meta.dirname, '..', '..', '..', 'strategies', 'testing', kind, `${id}.js`);

async function expectations(): Promise<Expectations> {
  const broken: Record<string, readonly string[]> = {};
  for (const [id, load] of Object.entries(brokenCorpus)) broken[id] = (await load()).fallsBy;
  return { broken, sound: [...soundBuiltIns, ...Object.keys(soundCorpus)] };
}

/** The scopes that each sound strategy claims: what it is put through elsewhere accuses nobody. */
async function claimsOfSound(): Promise<Map<string, readonly Scope[]>> {
  const claims = new Map<string, readonly Scope[]>();
  for (const id of soundBuiltIns)
    claims.set(id, claimedScopes((await strategies[id]()).default.claims ?? {}));
  for (const [id, load] of Object.entries(soundCorpus)) {
    const { default: strategy }: { default: Strategy } = await load();
    claims.set(id, claimedScopes(strategy.claims ?? {}));
  }
  return claims;
}

const expected = await expectations();
const claims = await claimsOfSound();
const stored = path.join('docs', 'evidence', 'trust.json');

if (options.help) process.stdout.write(HELP);
else await holdToTheCorpus();

async function holdToTheCorpus(): Promise<void> {
  const startedMs = performance.now();
  let record: TrustRecord | null = null;
  let whole: WholeRun[] = [];
  for await (const judged of options.whole ? wholeRuns() : judgedRuns()) {
    const rows = mergedTrust(record?.scenarios ?? [], trustIn(judged, expected));
    if (options.whole) whole = mergedWhole(whole, wholeRunsIn(judged, expected));
    record = {
      platform: platformLabel(judged.platform),
      profile: judged.config.profile,
      scenarios: rows,
      whole,
    };
    // After each, so that an interruption loses nothing that is done.
    if (options.write) store(record);
  }
  if (record === null) throw new Error('there is nothing to run');
  process.stdout.write(trustPage(record));
  const complaints = complaintsAbout(record.scenarios);
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  process.stdout.write(
    `\n${complaints.length === 0 ? 'As expected' : complaints.join('\n')}: ${seconds} s\n`,
  );
  process.exitCode = complaints.length === 0 ? 0 : 1;
}

async function* judgedRuns(): AsyncGenerator<Judged> {
  if (options.from !== undefined) {
    for (const run of options.from) yield judgedIn(run);
    return;
  }
  const [first, every] = options.shard.split('/').map(Number);
  const chosen = scenarios
    .map(({ id }) => id)
    .filter((id) => options.scenario?.includes(id) ?? true)
    .filter((_, index) => index % (every ?? 1) === (first ?? 1) - 1);
  const seed = Number(options.seed);
  for (const scenario of chosen) {
    const chosenFor = strategiesFor(scenario);
    if (chosenFor.length === 0) continue;
    process.stderr.write(`${scenario} …\n`);
    yield await quickRun({
      strategies: chosenFor,
      scenarios: [scenario],
      seed,
      dir: options.dir,
    });
  }
}

/** One run of all of them: the canaries of each scenario have to be caught once only. */
async function* wholeRuns(): AsyncGenerator<Judged> {
  const all = Object.keys(expected.broken).filter((id) => options.only?.includes(id) ?? true);
  const chosen = sampled(
    all.map((id) => built('broken', id)),
    options.broken,
  );
  yield await quickRun({ strategies: chosen, seed: Number(options.seed), dir: options.dir });
}

function strategiesFor(scenario: string): string[] {
  const isMeant = (id: string) => options.only?.includes(id) ?? true;
  const broken = Object.entries(expected.broken)
    .filter(([id]) => isMeant(id))
    .filter(([, checks]) => checks.some((name) => name.startsWith(`${scenario}/`)))
    .map(([id]) => built('broken', id));
  const sound = expected.sound
    .filter(isMeant)
    .filter((id) => claims.get(id)?.some((scope) => scopesOf(scenario).includes(scope)))
    .map((id) => (Object.hasOwn(soundCorpus, id) ? built('sound', id) : id));
  return [...sampled(broken, options.broken), ...sampled(sound, options.sound)];
}

function scopesOf(id: string): readonly Scope[] {
  return scenarios.find((scenario) => scenario.id === id)?.scopes ?? [];
}

function sampled(all: readonly string[], limit: string | undefined): readonly string[] {
  if (limit === undefined) return all;
  const random = seededRandom(Number(options.seed));
  const left = [...all];
  return Array.from({ length: Math.min(Number(limit), left.length) }, () => {
    const [one] = left.splice(random.integer(0, left.length - 1), 1);
    return one ?? '';
  });
}

function store(record: TrustRecord): void {
  const before = existsSync(stored)
    ? trustRecordSchema.parse(JSON.parse(readFileSync(stored, 'utf8')))
    : null;
  const order = scenarios.map(({ id }) => id);
  const merged = mergedTrust(before?.scenarios ?? [], record.scenarios).sort(
    (one, other) => order.indexOf(one.scenario) - order.indexOf(other.scenario),
  );
  const whole = mergedWhole(before?.whole ?? [], record.whole ?? []).filter(
    ({ strategy }) => expected.broken[strategy] !== undefined,
  );
  const stands = { ...record, scenarios: merged.map(stillMeant), whole };
  writeFileSync(stored, `${JSON.stringify(stands, null, 1)}\n`);
}

/** Without the rows of what is no longer there. */
function stillMeant({ scenario, broken, sound }: ScenarioTrust): ScenarioTrust {
  const duties = scenarios.find(({ id }) => id === scenario)?.canaries ?? [];
  const isMeant = (id: string) =>
    duties.some(({ strategy }) => strategy === id) ||
    expected.broken[id]?.some((name) => name.startsWith(`${scenario}/`));
  return {
    scenario,
    broken: broken.filter(({ strategy }) => isMeant(strategy)),
    sound: sound.filter(({ strategy }) => expected.sound.includes(strategy)),
  };
}

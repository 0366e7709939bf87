// `npm run attack`: attacks the built harness for a while, and prints how often it was tried and held. Ends with
// 1 when anything did not hold. The same seed makes the same attacks; what the machine does beside them differs.
import { parseArgs } from 'node:util';
import { parseDuration } from '../../options/duration.js';
import { attacks } from './attack-registry.js';
import { type CampaignResult, runCampaign } from './campaign.js';

const { values } = parseArgs({
  options: {
    for: { type: 'string', default: '60s' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    only: { type: 'string' },
    rounds: { type: 'string' },
    lanes: { type: 'string', default: '2' },
  },
});
const wanted = values.only?.split(',') ?? attacks.map(({ id }) => id);
const unknown = wanted.find((id) => attacks.every((attack) => attack.id !== id));
const msMax = parseDuration(values.for);
if (unknown !== undefined || msMax === null) {
  const known = attacks.map(({ id }) => id).join(', ');
  process.stderr.write(`--for takes a duration such as 10m, --only some of: ${known}\n`);
  process.exit(2);
}
const chosen = attacks.filter(({ id }) => wanted.includes(id));
const skipped = chosen.flatMap(({ id, unavailable }) => {
  const why = unavailable?.() ?? null;
  return why === null ? [] : [{ id, why }];
});
const seed = Number(values.seed);
process.stdout.write(`seed ${seed}, for ${values.for}\n`);
const result = await runCampaign(
  {
    attacks: chosen.filter(({ id }) => skipped.every((one) => one.id !== id)),
    seed,
    msMax: values.rounds === undefined ? msMax : null,
    roundsMax: values.rounds === undefined ? Number.POSITIVE_INFINITY : Number(values.rounds),
    quickTries: values.rounds === undefined ? 20 : 1,
    lanes: Number(values.lanes),
  },
  ({ attack, seed: own, why }) => {
    const repeat = `npm run attack -- --only ${attack} --seed ${own} --rounds 1`;
    process.stdout.write(`NOT HELD ${attack}: ${why}\n  again: ${repeat}\n`);
  },
);
process.stdout.write(`${tableOf(result)}\n`);
for (const { id, why } of skipped) process.stdout.write(`not tried here: ${id}: ${why}\n`);
process.exitCode = result.breaches.length === 0 ? 0 : 1;

function tableOf({ tallies }: CampaignResult): string {
  const rows = chosen.flatMap(({ id, title }) => {
    const tally = tallies.get(id);
    return tally === undefined ? [] : [`${id.padEnd(20)} ${cell(tally.tried)} ${cell(tally.held)}  ${title}`];
  });
  const all = [...tallies.values()];
  const tried = all.reduce((sum, one) => sum + one.tried, 0);
  const held = all.reduce((sum, one) => sum + one.held, 0);
  const head = `${'attack'.padEnd(20)} ${'tried'.padStart(6)} ${'held'.padStart(6)}`;
  return [head, ...rows, `${'all'.padEnd(20)} ${cell(tried)} ${cell(held)}  seed ${seed}`].join('\n');
}

function cell(count: number): string {
  return String(count).padStart(6);
}

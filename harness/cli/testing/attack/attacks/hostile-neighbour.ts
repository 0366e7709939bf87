// A module that is broken or hostile is judged beside a fair one: the fair one is found what it is found alone,
// the other is a row, and nothing of it is left.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readJudged } from '../../../../../results/archive/archive.js';
import { repositoryRoot } from '../../../e2e/workbench.js';
import { type Arena, type Attack, oneOf } from '../attack.js';
import { difference, findingsOf, finished, leftovers } from '../small-run.js';

/** A module of a user that is as good as `lockfile`. */
const store = pathToFileURL(join(repositoryRoot, 'dist', 'strategies', 'lockfile.js')).href;
const fair = `import lockfile from '${store}'; export default { ...lockfile, id: 'fair' };`;
/** Not themselves: what the others are made of. */
const notHostile = ['working-store.mjs'];
const folder = join(repositoryRoot, 'harness', 'cli', 'e2e', 'strategies');

export const hostileNeighbour: Attack = {
  id: 'hostile-neighbour',
  title: 'beside a hostile module a fair one keeps its findings',
  startsPrograms: true,
  async run(arena) {
    const { random, bench } = arena;
    const expected = await arena.shared('fair alone', () => fairFindings(arena, [], 'alone'));
    const hostile = oneOf(
      random,
      readdirSync(folder).filter((name) => name.endsWith('.mjs') && !notHostile.includes(name)),
    );
    const other = difference(expected, await fairFindings(arena, [join(folder, hostile)], 'out'));
    if (other !== null) return `beside ${hostile}: ${other}`;
    const { strategies } = await readJudged(bench.path('out'));
    if (strategies.filter(({ role }) => role !== 'canary').length < 2) return `${hostile} has no row`;
    const left = await leftovers(bench, 'out');
    return left === null ? null : `beside ${hostile}: ${left}`;
  },
};

/** What the fair one is found beside `others`. */
async function fairFindings({ bench }: Arena, others: readonly string[], out: string): Promise<string[]> {
  writeFileSync(bench.path('fair.mjs'), fair);
  const selection = ['--strategy', [...others, './fair.mjs'].join(','), '--scenario', 'round-trip,conflict'];
  const argv = ['run', ...selection, '--profile', 'quick', '--seed', '5', '--dir', 'work', '--out', out];
  const { code, err } = await finished(bench.start(argv));
  if (code === null || ![0, 1, 3, 4].includes(code))
    throw new Error(`it ended with ${code}: ${err.slice(-1000)}`);
  return (await findingsOf(bench.path(out))).filter((one) => one.startsWith('fair:'));
}

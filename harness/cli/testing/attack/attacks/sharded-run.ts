// A run is split into a random number of shards, run in a random order, and merged: the whole, and without one
// of them never more than unknown.
import { type Attack, oneOf } from '../attack.js';
import { difference, findingsOf, finished, smallRun, undisturbed } from '../small-run.js';

export const shardedRun: Attack = {
  id: 'sharded-run',
  title: 'shards merged are the whole run, and what is in none of them is unknown',
  startsPrograms: true,
  async run(arena) {
    const { random, bench } = arena;
    const expected = await undisturbed(arena);
    const of = random.integer(2, 5);
    const shards = Array.from({ length: of }, (_, at) => `shard-${at + 1}`);
    for (const [at, out] of shards.entries()) {
      const { code, err } = await finished(
        bench.start([...smallRun, '--shard', `${at + 1}/${of}`, '--out', out]),
      );
      if (code !== 3 && code !== 1) return `shard ${at + 1} of ${of} ended with ${code}: ${err.slice(-1000)}`;
    }
    const merged = await finished(bench.start(['merge', ...shards, '--out', 'merged']));
    const other = difference(expected, await findingsOf(bench.path('merged')));
    if (other !== null) return `${of} shards merged (${merged.code}): ${other}`;
    const lost = oneOf(random, shards);
    const rest = shards.filter((name) => name !== lost);
    const partial = await finished(bench.start(['merge', ...rest, '--out', 'partial']));
    if (partial.code === 0) return `without ${lost} it is GO`;
    return partial.err.includes('are missing and unknown')
      ? null
      : `without ${lost} nothing is said to be missing`;
  },
};

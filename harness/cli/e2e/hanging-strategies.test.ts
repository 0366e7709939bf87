// Strategies that never come back, with and without turning the event loop: each ends as a hang of the call it was
// in, and a selection of nothing else as NO-GO. What hangs or fails while it is loaded is refused before the run.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ending, fixture, judgedIn, rowOf, Workbench } from './workbench.js';

const benches: Workbench[] = [];

function run(strategy: string, scenarios: string): Promise<Ending> {
  const bench = new Workbench();
  benches.push(bench);
  const selected = ['--strategy', fixture(strategy), '--scenario', scenarios];
  return bench.run('run', '--profile', 'quick', '--json', ...selected);
}

afterAll(() => {
  for (const bench of benches) bench.remove();
});

describe('hangs', () => {
  const table: [string, string, string[]][] = [
    ['spins-in-open', 'conflict', ['open']],
    ['blocks-in-read', 'conflict', ['read']],
    ['blocks-in-write', 'conflict', ['write']],
    ['never-settles', 'conflict', ['write']],
    ['first-actor-blocks', 'concurrent-threads,concurrent-processes', ['write', 'write']],
  ];
  let endings: Ending[];

  beforeAll(async () => {
    endings = await Promise.all(table.map(([name, scenarios]) => run(name, scenarios)));
  }, 120_000);

  test.each(table)('%s in %s: NO-GO, hang in %j', (name, _scenarios, places) => {
    const ending = endings[table.findIndex((row) => row[0] === name)];
    if (ending === undefined) throw new Error(`${name} was not run`);
    const judged = judgedIn(ending);
    const { decision, deaths, findings } = rowOf(judged, name);
    expect({ code: ending.code, decision, deaths }).toEqual({
      code: 1,
      decision: 'NO-GO',
      deaths: places.map(() => 'hang'),
    });
    const told = findings.filter(({ check }) => check === 'completes').map(({ summary }) => summary);
    for (const [index, place] of places.entries()) expect(told[index]).toContain(`inside ${place}`);
  });
});

test.each([
  ['throws-at-load', "can't be imported: not today"],
  ['exits-at-load', 'ended the process while loading (exit code 0)'],
  ['exports-nonsense', 'default export is not an object'],
])('%s: refused before the run', async (name, sentence) => {
  const { code, out, err } = await run(name, 'conflict');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(sentence);
  expect(benches.at(-1)?.names()).toEqual([]);
});

test('nothing is left behind', async () => {
  for (const bench of benches) {
    expect(await bench.processesAfter(10_000)).toEqual([]);
    expect(bench.names().filter((name) => name !== 'results')).toEqual([]);
  }
});

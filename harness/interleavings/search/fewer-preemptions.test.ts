import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../random.js';
import type { Chooser } from '../program.js';
import { executions } from './execution-record.js';
import { inOrderOf, withFewerPreemptions } from './fewer-preemptions.js';
import { randomWalkChooser } from './random-walk.js';
import { randomToys, threadOf } from './testing/random-toys.js';
import { outcomeOf, toyProgram } from './testing/toy-program.js';

const keys = ['content:x', 'content:y', 'entries:s', 'lock:l', 'lock:m'];

test('an order of steps can be followed where clients stop in more places', async () => {
  await fc.assert(
    fc.asyncProperty(randomToys({ timed: true }), fc.subarray(keys), fc.nat(), async (toys, stops, seed) => {
      const program = toyProgram(toys.map(threadOf));
      const choose = randomWalkChooser(seededRandom(seed), null, 1);
      const coarse = await program.execute(choose, { contended: new Set(stops) });
      const fine = await program.execute(inOrderOf(coarse), { contended: 'all' });
      const told = ({ steps }: typeof fine): string[] =>
        steps.map(({ client, label }) => `${client} ${label}`);
      expect(told(fine)).toEqual(told(coarse));
    }),
    { numRuns: 300 },
  );
});

test('preemptions that were not counted are counted when all is known', async () => {
  const looks = threadOf([
    { do: 'read', cell: 'y' },
    { do: 'read', cell: 'x' },
  ]);
  const changes = threadOf([
    { do: 'write', cell: 'x', value: 1 },
    { do: 'move', from: 'x', to: 'y' },
  ]);
  const program = toyProgram([looks, changes], { outcome: (_state, seen) => `${seen[0]?.join()}` });
  const runs = executions(program, {
    schedulesMax: 9,
    msMax: 1,
    nowMs: () => 0,
    action: null,
    judge: (execution) =>
      outcomeOf(execution) === '0,1' ? [{ class: 'torn-read', sentence: 'y is old, x is new' }] : [],
  });
  const lastFirst: Chooser = ({ pending }) => ({ do: 'run', client: pending.at(-1)?.client ?? 0 });
  // Nobody stops at all, one after the other; then only before x: that y is read before is for free.
  await runs.run(lastFirst);
  await runs.run(lastFirst);
  expect(runs.violations.of('torn-read')?.preemptions).toBe(0);
  await withFewerPreemptions(runs, 'torn-read');
  expect(runs.violations.of('torn-read')?.preemptions).toBe(1);
  expect(runs.violations.of('torn-read')?.contended).toEqual(new Set(['content:x', 'content:y']));
});

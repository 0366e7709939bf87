import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../random.js';
import { isPossible } from './follow-schedule.js';
import { pctChooser } from './pct.js';
import { preempts } from './preemption.js';
import { randomWalkChooser } from './random-walk.js';
import { randomToys, threadOf } from './testing/random-toys.js';
import { toyProgram } from './testing/toy-program.js';

test('a schedule has no more preemptions than changes of priority, and keeps to the rules', async () => {
  let most = 0;
  await fc.assert(
    fc.asyncProperty(
      randomToys({ timed: true }),
      fc.nat(),
      fc.nat({ max: 3 }),
      async (toys, seed, changes) => {
        const clients = toys.length;
        const plan = { clients, changes, lengthMoments: 8, action: null };
        const choose = pctChooser(seededRandom(seed), plan);
        let preemptions = 0;
        const execution = await toyProgram(toys.map(threadOf)).execute(
          (moment) => {
            const choice = choose(moment);
            if (choice === 'cut') return choice;
            expect(isPossible(moment, choice)).toBe(true);
            preemptions += Number(preempts(moment, choice));
            return choice;
          },
          { contended: 'all' },
        );
        expect(execution.ending.type).toBe('finished');
        expect(preemptions).toBeLessThanOrEqual(changes);
        most = Math.max(most, preemptions);
      },
    ),
    { numRuns: 400 },
  );
  expect(most).toBeGreaterThan(1);
});

test.each(['crash', 'pause', 'clock-jump'] as const)(
  'a random %s happens at most once, at any moment',
  async (action) => {
    const program = toyProgram([
      threadOf([{ do: 'write', cell: 'x', value: 1 }, { do: 'read', cell: 'x' }, { do: 'clock' }]),
      threadOf([{ do: 'write', cell: 'x', value: 2 }, { do: 'read', cell: 'x' }, { do: 'clock' }]),
    ]);
    const seen = new Set<number>();
    for (let seed = 0; seed < 60; seed += 1) {
      const random = seededRandom(seed);
      const choose =
        seed % 2 === 0
          ? randomWalkChooser(random, action, 4)
          : pctChooser(random, { clients: 2, changes: 1, lengthMoments: 4, action });
      const { choices } = await program.execute(choose, { contended: 'all' });
      const at = choices.flatMap(({ do: what }, i) => (what === action ? [i] : []));
      expect(at.length).toBeLessThanOrEqual(1);
      for (const index of at) seen.add(index);
    }
    expect([...seen].toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3]);
  },
);

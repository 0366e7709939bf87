// Shrinking by plans whose failure is a rule on their events: what is left is exactly what the rule needs, also
// where it needs two, nothing at all, or a client of a certain number; and the budget ends it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NemesisEvent, NemesisPlan } from '../../results/vocabulary/nemesis-plan.js';
import { shrinkPlan } from './shrink-plan.js';

const at = { on: 'commit', nth: 2 } as const;
const kill: NemesisEvent = { do: 'kill', at };
const back: NemesisEvent = { do: 'clock', at, ms: -1000 };
const stall: NemesisEvent = { do: 'stall', at, ms: 50 };
const slow: NemesisEvent = { do: 'slow-syncs', client: 3, ms: 10 };

function plan(events: NemesisEvent[]): NemesisPlan {
  return { seed: 1, writers: 7, writes: 2, readers: 1, realDeaths: true, events };
}

async function shrunk(
  events: NemesisEvent[],
  isNeeded: (smaller: NemesisPlan) => boolean,
  triesMax = 100,
): Promise<{ smallest: NemesisPlan; tries: number }> {
  let tries = 0;
  const fails = (smaller: NemesisPlan): Promise<boolean> => {
    tries += 1;
    return Promise.resolve(isNeeded(smaller));
  };
  return { smallest: await shrinkPlan(plan(events), fails, triesMax), tries };
}

test.each<[string, NemesisEvent[], NemesisEvent[]]>([
  ['one', [stall, kill, slow], [kill]],
  ['two', [kill, stall, back, slow], [kill, back]],
  ['none', [kill, stall], []],
])('leaves the events that it takes: %s', async (_, events, needed) => {
  const { smallest } = await shrunk(events, (one) => needed.every((event) => one.events.includes(event)));
  expect(smallest.events).toEqual(needed);
});

test('leaves as few clients as it takes, and the one that an event is about', async () => {
  const few = await shrunk([kill], ({ events, writers }) => events.length > 0 && writers >= 3);
  expect(few.smallest).toMatchObject({ writers: 3, readers: 0 });
  const named = await shrunk([slow], ({ events }) => events.length > 0);
  expect(named.smallest).toMatchObject({ writers: 4, readers: 0 });
});

test('whatever the rule, what is left fails, and the budget is kept', () =>
  fc.assert(
    fc.asyncProperty(
      fc.subarray([kill, back, stall, slow]),
      fc.subarray([kill, back, stall, slow]),
      fc.integer({ min: 0, max: 20 }),
      async (events, wanted, triesMax) => {
        const needed = wanted.filter((event) => events.includes(event));
        const isNeeded = (one: NemesisPlan) => needed.every((event) => one.events.includes(event));
        const { smallest, tries } = await shrunk(events, isNeeded, triesMax);
        expect(isNeeded(smallest)).toBe(true);
        expect(tries).toBeLessThanOrEqual(triesMax);
      },
    ),
  ));

// The verdicts of a replay, on a toy: the same violation again, another result, or no conclusion.
import { describe, expect, test } from 'vitest';
import { writtenInterleavingCapsule as capsule } from '../../results/testing/interleaving-capsule-fixture.js';
import type { Choice } from '../../results/vocabulary/schedule.js';
import { notReplayed, replayInterleaving } from './replay-interleaving.js';
import { type ToyLock, ToyProgram } from './testing/incrementing-clients.js';

const turns = (clients: string): Choice[] =>
  [...clients].map((client) => ({ do: 'run', client: Number(client) }));
const toy = (lock: ToyLock) => new ToyProgram({ clients: 2, lock });
const lost = capsule({ choices: turns('0110'), preemptions: 1, contended: 'all' });

test('the same violation again, with its lanes, every time', async () => {
  const first = await replayInterleaving(lost, toy('none'), true);
  expect(first).toMatchObject({
    verdict: 'same',
    reason: 'lost-update, as recorded',
    recorded: 'lost-update',
    now: { preemptions: 1, leftAt: null },
  });
  expect(first.now?.lanes.map(({ client, text }) => `${client} ${text}`)).toEqual([
    '0 read tasks.yaml A',
    '1 read tasks.yaml A',
    '1 write tasks.yaml A',
    '1 write acknowledged: rev 2',
    '0 write tasks.yaml A',
    '0 write acknowledged: rev 2',
    'null in the end a fresh client reads rev 2',
  ]);
  expect(await replayInterleaving(lost, toy('none'), true)).toEqual(first);
});

test('nothing goes wrong on another schedule: different', async () => {
  const inTurn = { ...lost, choices: turns('0011') };
  expect(await replayInterleaving(inTurn, toy('none'), true)).toMatchObject({
    verdict: 'different',
    reason: 'lost-update was recorded; now nothing goes wrong',
    now: { violations: [], leftAt: null },
  });
});

test('another violation: different', async () => {
  expect(await replayInterleaving({ ...lost, outcome: 'stuck-lock' }, toy('none'), true)).toMatchObject({
    verdict: 'different',
    reason: 'stuck-lock was recorded; now it is lost-update',
  });
});

describe('a schedule that does not fit', () => {
  test('decides nothing about its own strategy', async () => {
    expect(await replayInterleaving(lost, toy('whole'), true)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('the schedule fits only up to choice 1 of 4'),
    });
  });

  test('is followed as far as it fits with another', async () => {
    expect(await replayInterleaving(lost, toy('whole'), false)).toMatchObject({
      verdict: 'different',
      reason:
        'lost-update was recorded; with this strategy nothing goes wrong (the schedule fits only up to choice 1 of 4)',
    });
  });

  test('may show the same all the same', async () => {
    const tooLong = { ...lost, choices: turns('01101') };
    expect(await replayInterleaving(tooLong, toy('none'), true)).toMatchObject({
      verdict: 'same',
      reason: 'lost-update, as recorded, though the schedule fitted only up to its choice 4',
    });
  });
});

test('what is distrusted decides nothing', async () => {
  const ending = { type: 'distrust', reason: 'an addon works unseen' } as const;
  const program = new ToyProgram({ clients: 2, lock: 'none', ending });
  expect(await replayInterleaving(lost, program, true)).toMatchObject({
    verdict: 'inconclusive',
    reason: "the schedule can't be led here: an addon works unseen",
  });
});

test('what was not run decides nothing and shows nothing', () => {
  expect(notReplayed(lost, 'no named pipes')).toEqual({
    verdict: 'inconclusive',
    reason: 'no named pipes',
    recorded: 'lost-update',
    now: null,
  });
});

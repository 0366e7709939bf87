// Following a recorded schedule: exactly where it fits, cut or continued where it doesn't, and preemptions
// noted only where a client could have gone on.
import { describe, expect, test } from 'vitest';
import type { Choice } from '../../../results/vocabulary/schedule.js';
import type { Pending } from '../program.js';
import { ToyProgram } from '../testing/incrementing-clients.js';
import { event } from '../testing/written-execution.js';
import { ScheduleFollower } from './follow-schedule.js';

const run = (client: number): Choice => ({ do: 'run', client });
const turns = (clients: string): Choice[] => [...clients].map((client) => run(Number(client)));
const noLock = () => new ToyProgram({ clients: 2, lock: 'none' });
const options = { contended: 'all' } as const;

test.each(['cut', 'leave-out'] as const)('the same choices lead to the same steps (%s)', async (misfit) => {
  const choices = turns('0110');
  const follower = new ScheduleFollower(choices, misfit);
  const { choices: taken, steps } = await noLock().execute(follower.choose, options);
  expect(taken).toEqual(choices);
  expect(steps.map(({ client }) => client)).toEqual([0, 1, 1, 0]);
  expect(follower.leftAt).toBeNull();
  expect([...follower.preempted]).toEqual([[1, 0]]);
});

describe('says where it does not fit', () => {
  const misfits: [string, Choice[], number][] = [
    ['choices run out', turns('01'), 2],
    ['there are no choices', [], 0],
    ['a client has come to its end', turns('00011'), 2],
    ['a client was never there', [run(0), run(7), run(0), run(1), run(1)], 1],
  ];
  const leftOver: [string, Choice[], number] = ['choices are left over', turns('00111'), 4];

  test.each([...misfits, leftOver])('%s: the rest is left out', async (_, choices, leftAt) => {
    const follower = new ScheduleFollower(choices, 'leave-out');
    const { ending } = await noLock().execute(follower.choose, options);
    expect(ending).toEqual({ type: 'finished' });
    expect(follower.leftAt).toBe(leftAt);
  });

  test.each(misfits)('%s: the execution is cut', async (_, choices, leftAt) => {
    const follower = new ScheduleFollower(choices, 'cut');
    const { ending, choices: taken } = await noLock().execute(follower.choose, options);
    expect(ending).toEqual({ type: 'cut' });
    expect(taken).toEqual(choices.slice(0, leftAt));
    expect(follower.leftAt).toBe(leftAt);
  });

  test('choices are left over: there is nothing to cut', async () => {
    const [, choices, leftAt] = leftOver;
    const follower = new ScheduleFollower(choices, 'cut');
    expect((await noLock().execute(follower.choose, options)).ending).toEqual({ type: 'finished' });
    expect(follower.leftAt).toBe(leftAt);
  });
});

test('a client that died is followed by nobody’s preemption', async () => {
  const choices: Choice[] = [run(0), { do: 'crash', client: 0 }, run(1), run(1)];
  const follower = new ScheduleFollower(choices, 'leave-out');
  const { steps } = await noLock().execute(follower.choose, options);
  expect(steps.map(({ kind }) => kind)).toEqual(['operation', 'crash', 'operation', 'operation']);
  expect(follower.leftAt).toBeNull();
  expect(follower.preempted.size).toBe(0);
});

const gate = (client: number): Pending => ({ client, state: 'gate', label: '', wakeMs: null });
const asleep = (client: number, wakeMs: number): Pending => ({
  client,
  state: 'sleeping',
  label: '',
  wakeMs,
});

describe('where no choice is left', () => {
  test.each<[string, Pending[], number | null, number]>([
    ['whoever ran goes on', [gate(0), gate(1)], 1, 1],
    ['else who is awake', [asleep(0, 1), gate(1)], 0, 1],
    ['else who wakes first', [asleep(0, 9), asleep(1, 2)], 0, 1],
  ])('%s', (_, pending, last, client) => {
    expect(new ScheduleFollower([], 'leave-out').choose({ index: 0, pending, last, steps: [] })).toEqual(
      run(client),
    );
  });
});

test('switching away from who sleeps or was paused preempts nobody', () => {
  const follower = new ScheduleFollower([run(1), { do: 'pause', client: 1 }, run(0)], 'leave-out');
  follower.choose({ index: 0, pending: [asleep(0, 5), gate(1)], last: 0, steps: [] });
  follower.choose({ index: 1, pending: [gate(0), gate(1)], last: 1, steps: [] });
  follower.choose({ index: 2, pending: [gate(0), gate(1)], last: 1, steps: [event(1, 'pause')] });
  expect(follower.preempted.size).toBe(0);
});

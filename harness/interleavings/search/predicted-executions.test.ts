import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../random.js';
import type { Moment, Program } from '../program.js';
import { ScheduleFollower } from './follow-schedule.js';
import { happensBefore } from './happens-before.js';
import { type PredictedExecution, Predictions } from './predicted-executions.js';
import type { ScheduleAction } from './preemption.js';
import { randomWalkChooser } from './random-walk.js';
import { randomToys, threadOf } from './testing/random-toys.js';
import { type ToyOptions, toyProgram } from './testing/toy-program.js';

const executions = 12;
const lengthMoments = 10;

async function learn(
  predictions: Predictions,
  program: Program,
  seed: number,
  action: ScheduleAction | null,
) {
  const choose = randomWalkChooser(seededRandom(seed), action, lengthMoments);
  const watched = (moment: Moment) => {
    predictions.watch(moment);
    return choose(moment);
  };
  const { choices, steps, ending } = await program.execute(watched, { contended: 'all' });
  const order = happensBefore(program.clients);
  for (const step of steps) order.append(step);
  predictions.learn({ choices, steps, isFinished: ending.type === 'finished' }, order);
}

interface Compared {
  end: PredictedExecution['end'];
  told: unknown;
  happened: unknown;
}

const looksLike = ({ index, pending, last, steps }: Moment) => ({
  index,
  pending,
  last,
  steps: steps.length,
});
/** What is told of one more random execution, and what happens when it is run. */
async function compare(
  predictions: Predictions,
  program: Program,
  seed: number,
  action: ScheduleAction | null,
): Promise<Compared> {
  const moments: unknown[] = [];
  const random = randomWalkChooser(seededRandom(seed), action, lengthMoments);
  const { choices, steps, end } = predictions.predict((moment) => {
    moments.push(looksLike(moment));
    return random(moment);
  });
  const met: unknown[] = [];
  const { choose } = new ScheduleFollower(choices, 'cut');
  const execution = await program.execute(
    (moment) => {
      if (moment.index < moments.length) met.push(looksLike(moment));
      return choose(moment);
    },
    { contended: 'all' },
  );
  const happened = end === 'unknown' ? execution.steps.slice(0, steps.length) : execution.steps;
  const ending = end === 'unknown' ? end : execution.ending.type;
  return {
    end,
    told: { moments, steps, end },
    happened: { moments: met, steps: happened, end: ending },
  };
}

async function tellMany(
  action: ScheduleAction | null,
  options: ToyOptions,
  check: (compared: Compared) => boolean,
): Promise<string | null> {
  const property = fc.asyncProperty(randomToys({ timed: true }), fc.nat(), async (toys, seed) => {
    const program = toyProgram(toys.map(threadOf), options);
    const predictions = new Predictions(program.clients);
    for (let turn = 0; turn < executions; turn += 1) {
      await learn(predictions, program, seed + turn, action);
      if (!check(await compare(predictions, program, seed - turn - 1, action))) return false;
    }
    return true;
  });
  const { failed, errorInstance } = await fc.check(property, { numRuns: 150, endOnFailure: true, seed: 1 });
  return failed ? String(errorInstance ?? 'a difference') : null;
}

describe.each<ScheduleAction | null>([null, 'pause', 'clock-jump', 'crash'])(
  'with the action %s',
  (action) => {
    test('what is told is what happens', async () => {
      let wholes = 0;
      const difference = await tellMany(action, {}, ({ end, told, happened }) => {
        if (end === 'finished') wholes += 1;
        expect(told).toEqual(happened);
        return true;
      });
      expect(difference).toBeNull();
      expect(wholes).toBeGreaterThan(100);
    });
  },
);

test('a step that hides what it touches makes it tell what does not happen', async () => {
  const misreport: ToyOptions['misreport'] = (access) =>
    access.resource.startsWith('lock:') ? null : access;
  const difference = await tellMany(null, { misreport }, ({ told, happened }) => {
    return JSON.stringify(told) === JSON.stringify(happened);
  });
  expect(difference).not.toBeNull();
});

test('nothing is told of what was never seen', () => {
  const told = new Predictions(2).predict(() => expect.fail('there is no moment to ask at'));
  expect(told).toMatchObject({ choices: [], steps: [], end: 'unknown' });
});

test('of a client that goes on without a step nothing is told any more', () => {
  const pending = [{ client: 0, state: 'gate' as const, label: 'stays', wakeMs: null }];
  const predictions = new Predictions(1);
  const moment: Moment = { index: 0, pending, last: null, steps: [] };
  predictions.watch(moment);
  predictions.watch({ ...moment, index: 1, last: 0 });
  predictions.learn({ choices: [{ do: 'run', client: 0 }], steps: [], isFinished: false }, happensBefore(1));
  expect(predictions.predict(() => ({ do: 'run', client: 0 })).end).toBe('unknown');
});

// Clocks that jump, as clients see them: each client records both of its clocks before and after its only
// step gate, and the values are compared with the same schedule without the jump. Real processes and threads.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Choice, Step } from '../../../results/vocabulary/schedule.js';
import type { Runtime } from './runtime.js';
import { inDirectory, onRuntime, setupWith, writeStrategy } from './testing/on-runtime.js';
import { JUMP_MS } from './virtual-clock.js';

const CONTENDED = new Set(['name:tasks.yaml.gate']);

interface Look {
  wallMs: number;
  /** Monotonic. */
  nowMs: number;
}

/** What a client saw before its gate and after it. */
type Looks = [Look, Look];

/** The text of a look at the clocks, noted where nobody's schedule is. */
const looking = (file: string): string =>
  `fs.appendFileSync(${JSON.stringify(file)},
     JSON.stringify({ wallMs: Date.now(), nowMs: performance.now() }) + '\\n');`;

async function onLookers<T>(
  scope: 'processes' | 'threads',
  work: (follow: (choices: readonly Choice[]) => Promise<{ looks: Looks[]; steps: Step[] }>) => Promise<T>,
): Promise<T> {
  return await inDirectory(async (scratch) => {
    const clocks = path.join(scratch, 'clocks');
    const look = looking(clocks);
    const reference = writeStrategy(scratch, `${look} fs.existsSync(file + '.gate'); ${look}`);
    return await onRuntime(
      { scope, reference },
      async ({ runtime }) => await work((choices) => follow(runtime, clocks, choices)),
    );
  });
}

/** Every client looks before anybody is chosen, and again when it is. */
async function follow(
  runtime: Runtime,
  clocks: string,
  choices: readonly Choice[],
): Promise<{ looks: Looks[]; steps: Step[] }> {
  let noted: Look[] = [];
  const { steps, ending } = await runtime
    .program(setupWith({ writes: 1 }))
    .execute(({ index }) => choices[index] ?? 'cut', {
      contended: CONTENDED,
      known: () => {
        const lines = fs.readFileSync(clocks, 'utf8').trimEnd().split('\n');
        noted = lines.slice(-4).map((line): Look => JSON.parse(line));
        return true;
      },
    });
  expect(ending).toEqual({ type: 'finished' });
  const ran = choices.flatMap((choice) => (choice.do === 'run' ? [choice.client] : []));
  const looks = [0, 1].map((client): Looks => {
    const [before, after] = [noted[client], noted[2 + ran.indexOf(client)]];
    if (before === undefined || after === undefined) throw new Error(`client ${client} has not looked twice`);
    return [before, after];
  });
  return { looks, steps: [...steps] };
}

const run = (client: number): Choice => ({ do: 'run', client });
const jump: Choice = { do: 'clock-jump' };
const pause: Choice = { do: 'pause', client: 0 };

const NOT = { wallMs: 0, nowMs: 0 };
const WALL_ONLY = { wallMs: JUMP_MS, nowMs: 0 };
const BOTH = { wallMs: JUMP_MS, nowMs: JUMP_MS };

/** By how much what each client sees after its gate is later than without the jump. */
const rows: [string, Choice, Choice[], [Look, Look]][] = [
  ['a jump before everybody', jump, [jump, run(0), run(1)], [WALL_ONLY, WALL_ONLY]],
  ['a jump between two', jump, [run(0), jump, run(1)], [NOT, WALL_ONLY]],
  ['a jump between two, the other way round', jump, [run(1), jump, run(0)], [WALL_ONLY, NOT]],
  ['a pause, which is a minute of both clocks', pause, [run(1), pause, run(0)], [BOTH, NOT]],
];

const readsTheClock = ({ accesses }: Step): boolean =>
  accesses.some(({ resource, mode }) => resource === 'clock' && mode === 'read');

describe.each(['processes', 'threads'] as const)('in %s', (scope) => {
  it.each(rows)(
    '%s is a step of its own, and seen by who looks after it',
    async (_, action, choices, later) => {
      await onLookers(scope, async (following) => {
        const plain = await following(choices.filter((choice) => choice !== action));
        const { looks, steps } = await following(choices);
        const shifts = looks.map(([, after], client) => ({
          wallMs: after.wallMs - (plain.looks[client]?.[1].wallMs ?? 0),
          // Each look costs a microsecond of the looker's own clock, which a longer wait swallows.
          nowMs: Math.round(after.nowMs - (plain.looks[client]?.[1].nowMs ?? 0)),
        }));
        expect(shifts).toEqual(later);
        expect(looks.map(([before]) => before)).toEqual(plain.looks.map(([before]) => before));

        const at = steps.findIndex(({ kind }) => kind === action.do);
        expect(steps[at]).toEqual({
          client: 0,
          kind: action.do,
          label: action.do,
          accesses: [{ resource: 'clock', mode: 'write' }],
          keys: ['clock'],
          decided: true,
        });
        expect(steps.toSpliced(at, 1), 'nothing else is another step than without it').toEqual(plain.steps);
        const after = steps.slice(at + 1).filter((step) => step.decided && readsTheClock(step));
        expect(after).toHaveLength(choices.length - 1 - choices.indexOf(action));
      });
    },
  );
});

// A client that passes step gates where no other client would be chosen: the same choices, moments, steps,
// ending and final state as when it stops at each of them, with any chooser and any ending; and a chooser
// that breaks its promise is detected. Runs the built entries. Whether a search keeps its promises is not
// tested here.
import { describe, expect, it } from 'vitest';
import type { Choice } from '../../../results/vocabulary/schedule.js';
import { type StrategyId, strategies } from '../../../strategies/strategy-registry.js';
import { isAlive } from '../../processes/process-liveness.js';
import type { Chooser, ExecuteOptions, Execution, Program } from '../program.js';
import {
  alternately,
  byChance,
  inDirectory,
  inTurn,
  onRuntime,
  setupWith,
  TURN_MS_MAX,
  writeStrategy,
} from './testing/on-runtime.js';

const scopes = ['processes', 'threads'] as const;
/** As a search learns it: few gates, and what is done between them is told together. */
const learned = new Set(['name:tasks.yaml', 'name:tasks.yaml.lock', 'lock:tasks.yaml.lock']);
const always = (): number => Number.MAX_SAFE_INTEGER;

type Ahead = NonNullable<Chooser['ahead']>;

interface Options extends Pick<ExecuteOptions, 'contended'> {
  ahead?: Ahead;
  first?: NonNullable<Chooser['first']>;
}

interface Led {
  execution: Execution;
  /** What the chooser was shown, moment by moment. */
  moments: readonly unknown[];
  /** How often a client was let go with a promise. */
  turns: number;
}

async function lead(program: Program, choose: Chooser, options: Options): Promise<Led> {
  const { contended, ahead, first } = options;
  const moments: unknown[] = [];
  let turns = 0;
  const watched: Chooser = (moment) => {
    moments.push({ ...moment, steps: moment.steps.length });
    return choose(moment);
  };
  if (ahead !== undefined) {
    watched.ahead = (moment, client) => {
      turns += 1;
      return ahead(moment, client);
    };
  }
  if (first !== undefined) watched.first = first;
  const execution = await program.execute(watched, { contended });
  return { execution, moments, turns };
}

/** Both ways of leading; `choosers` makes a new one each time, because most remember. */
async function bothWays(
  program: Program,
  choosers: () => Chooser,
  options: Options & Required<Pick<Options, 'ahead'>>,
): Promise<{ stopping: Led; goingOn: Led }> {
  const { contended } = options;
  const stopping = await lead(program, choosers(), { contended });
  const goingOn = await lead(program, choosers(), options);
  expect(goingOn.execution).toEqual(stopping.execution);
  expect(goingOn.moments).toEqual(stopping.moments);
  // Without a gate that was passed there would be nothing to compare.
  expect(goingOn.turns).toBeLessThan(goingOn.execution.choices.length);
  return { stopping, goingOn };
}

/** The client with the highest number first, as long as it is awake. */
const lastFirst: Chooser = ({ pending }) => {
  const awake = pending.filter(({ state }) => state === 'gate');
  const { client } = (awake.length > 0 ? awake : pending).at(-1) ?? { client: 0 };
  return { do: 'run', client };
};

/** A list of choices, and nothing after it. */
function following(choices: readonly Choice[]): Chooser {
  return ({ index }) => choices[index] ?? 'cut';
}

/** What such a list can promise; beyond it there is only the end. */
function promisesOf(choices: readonly Choice[]): Ahead {
  return ({ index }, client) => runsFrom(choices, index + 1, client);
}

function runsFrom(choices: readonly Choice[], start: number, client: number): number {
  const next = choices.findIndex(
    (choice, at) => at >= start && !(choice.do === 'run' && choice.client === client),
  );
  return next === -1 ? Number.MAX_SAFE_INTEGER : next - start;
}

/** Chance, but for one moment. */
function acting(seed: number, at: number, action: Choice): Chooser {
  const choose = byChance(seed);
  return (moment) => {
    const choice = choose(moment);
    const canAct =
      action.do === 'clock-jump' || moment.pending.some(({ client }) => client === action.client);
    return moment.index === at && canAct ? action : choice;
  };
}

async function availableOf(ids: readonly StrategyId[]): Promise<StrategyId[]> {
  const available: StrategyId[] = [];
  for (const id of ids) {
    const { default: strategy } = await strategies[id]();
    if ((await strategy.availability?.())?.available !== false) available.push(id);
  }
  return available;
}

const ids = await availableOf(['flock', 'lockfile', 'no-lock']);

// Named pipes are what leads the clients.
describe.skipIf(process.platform === 'win32').each(scopes)('clients in %s', (scope) => {
  describe.each(ids)('%s', (reference) => {
    it('the running client goes on to its end', async () => {
      await onRuntime({ scope, reference, shared: true, clients: 3 }, async ({ runtime }) => {
        const program = runtime.program(setupWith({ readers: 1, reads: 2 }));
        for (const contended of ['all', learned] as const) {
          for (const choose of [inTurn, lastFirst]) {
            const { goingOn } = await bothWays(program, () => choose, { contended, ahead: always });
            expect(goingOn.execution.ending).toEqual({ type: 'finished' });
          }
        }
      });
    });

    it('random turns, and a schedule cut in the middle of one', async () => {
      await onRuntime({ scope, reference, shared: true }, async ({ runtime }) => {
        const program = runtime.program(setupWith());
        for (const seed of [1, 2]) {
          const contended = seed === 1 ? 'all' : learned;
          const { choices } = (await lead(program, byChance(seed), { contended })).execution;
          for (const length of [choices.length, choices.length >> 1, choices.length - 5]) {
            const some = choices.slice(0, length);
            await bothWays(program, () => following(some), { contended, ahead: promisesOf(some) });
          }
        }
      });
    });

    it('clocks that jump, clients that pause or die', async () => {
      await onRuntime({ scope, reference, shared: true }, async ({ runtime }) => {
        const program = runtime.program(setupWith());
        const actions: Choice[] = [
          { do: 'clock-jump' },
          { do: 'pause', client: 0 },
          { do: 'crash', client: 1 },
        ];
        for (const [seed, action] of actions.entries()) {
          const choosers = () => acting(seed, 7 + seed, action);
          const { choices } = (await lead(program, choosers(), { contended: learned })).execution;
          expect(choices).toContainEqual(action);
          const ahead = promisesOf(choices);
          await bothWays(program, () => following(choices), { contended: learned, ahead });
        }
      });
    });
  });

  it('the client that begins last and is chosen first goes on at once', async () => {
    await onRuntime({ scope, reference: 'no-lock', shared: true }, async ({ runtime }) => {
      const program = runtime.program(setupWith());
      const contended = 'all';
      const { choices } = (await lead(program, lastFirst, { contended })).execution;
      expect(choices[0]).toEqual({ do: 'run', client: 1 });
      const ahead = promisesOf(choices);
      const first = (client: number) => runsFrom(choices, 0, client);
      const waiting = await bothWays(program, () => following(choices), { contended, ahead });
      const atOnce = await bothWays(program, () => following(choices), { contended, ahead, first });
      expect(atOnce.goingOn.turns).toBe(waiting.goingOn.turns - 1);
    });
  });

  it('promising less than possible does no harm', async () => {
    await onRuntime({ scope, reference: 'no-lock', shared: true }, async ({ runtime }) => {
      const program = runtime.program(setupWith());
      const ahead: Ahead = ({ index }) => index % 4;
      await bothWays(program, () => inTurn, { contended: 'all', ahead });
    });
  });

  const ends = {
    'leaves its process': { source: 'process.exit(3);', ending: 'death' },
    'kills its process': { source: 'process.kill(process.pid, "SIGKILL");', ending: 'death' },
    'does not come back': { source: 'for (;;);', ending: 'hang' },
    'waits for nothing': { source: 'await new Promise(() => {});', ending: 'hang' },
    'throws where nobody catches': {
      source: 'setImmediate(() => { throw new Error("nobody"); }); await new Promise(() => {});',
      ending: 'death',
    },
  };
  it.each(Object.entries(ends))('beyond the step gates that it passes a client %s', async (_, one) => {
    await inDirectory(async (scratch) => {
      const source = `if (rev > 2 && file.endsWith('tasks.yaml')) { ${one.source} }`;
      const reference = writeStrategy(scratch, source);
      await onRuntime({ scope, reference, turnMsMax: TURN_MS_MAX }, async ({ runtime, pids }) => {
        const program = runtime.program(setupWith());
        const { goingOn } = await bothWays(program, () => inTurn, { contended: 'all', ahead: always });
        expect(goingOn.execution.ending.type).toBe(one.ending);
        // And the next are not disturbed.
        const { choices } = (await lead(program, byChance(5), { contended: 'all' })).execution;
        await bothWays(program, () => following(choices), { contended: 'all', ahead: promisesOf(choices) });
        for (const pid of pids) expect(isAlive(pid)).toBe(true);
      });
    });
  });

  it('something that can’t be observed ends in distrust, wherever it is noticed', async () => {
    await inDirectory(async (scratch) => {
      const source = `if (rev > 2) {
        fs.symlinkSync('.', file + '.d');
        fs.writeFileSync(file + '.d/x', '');
        fs.unlinkSync(file + '.d');
      }`;
      const reference = writeStrategy(scratch, source);
      await onRuntime({ scope, reference }, async ({ runtime }) => {
        const program = runtime.program(setupWith());
        const { goingOn } = await bothWays(program, () => inTurn, { contended: 'all', ahead: always });
        expect(goingOn.execution.ending).toMatchObject({
          type: 'distrust',
          reason: expect.stringContaining('symbolic link'),
        });
      });
    });
  });

  const breaches: Record<string, Chooser> = {
    'chooses another client': alternately,
    'lets it die': (moment) => (moment.index === 4 ? { do: 'crash', client: 0 } : inTurn(moment)),
    'turns the clock': (moment) => (moment.index === 4 ? { do: 'clock-jump' } : inTurn(moment)),
  };
  it.each(Object.entries(breaches))(
    'a chooser that promises to stay and %s is an error',
    async (_, choose) => {
      let seen: number[] = [];
      await onRuntime({ scope, reference: 'no-lock' }, async ({ runtime, pids }) => {
        seen = [...pids];
        const program = runtime.program(setupWith());
        await expect(lead(program, choose, { contended: 'all', ahead: always })).rejects.toThrow(
          'client 0 was let go past a choice that fell on something else',
        );
      });
      expect(seen).not.toHaveLength(0);
      for (const pid of seen) expect(isAlive(pid)).toBe(false);
    },
  );

  it('a chooser that promises a first client and chooses another is an error', async () => {
    await onRuntime({ scope, reference: 'no-lock' }, async ({ runtime }) => {
      const leading = lead(runtime.program(setupWith()), inTurn, { contended: 'all', first: always });
      await expect(leading).rejects.toThrow('client 1 was let go past a choice that fell on something else');
    });
  });
});

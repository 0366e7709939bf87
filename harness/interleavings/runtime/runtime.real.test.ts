// Real clients in processes and threads run real schedules: one total order, the same steps for the same
// choices, clients that die or hang, and locks that hold or don't. Runs the built entries.
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Choice } from '../../../results/vocabulary/schedule.js';
import { isAlive } from '../../processes/process-liveness.js';
import type { Chooser, Execution } from '../program.js';
import type { Runtime } from './runtime.js';
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

const CONTENDED = new Set(['name:tasks.yaml', 'name:tasks.yaml.lock', 'lock:tasks.yaml.lock']);
const WITH_TMP = new Set([...CONTENDED, 'name:tasks.yaml.tmp']);
const scopes = ['processes', 'threads'] as const;

function ackedRevs({ finalState }: Execution): number[] {
  return (finalState?.history.ops ?? []).flatMap((op) =>
    op.kind === 'write' && op.outcome.type === 'ok' ? [op.outcome.rev] : [],
  );
}

/** The same choices again; anything that doesn't fit is an error. */
function again(choices: readonly Choice[]): Chooser {
  return ({ index }) => choices[index] ?? 'cut';
}

async function tenByChance(runtime: Runtime): Promise<Execution[]> {
  const program = runtime.program(setupWith());
  const executions: Execution[] = [];
  for (let seed = 0; seed < 10; seed += 1) {
    executions.push(await program.execute(byChance(seed), { contended: WITH_TMP }));
  }
  return executions;
}

function isTwice(execution: Execution): boolean {
  const revs = ackedRevs(execution);
  return new Set(revs).size < revs.length;
}

/** What two executions of the same choices must have in common: everything. */
function told({ choices, steps, ending, finalState }: Execution): string {
  return JSON.stringify({ choices, steps, ending, finalState });
}

describe.each(scopes)('flock in %s', (scope) => {
  it('takes one order, and leaves nothing behind', async () => {
    let seen: Set<number> = new Set();
    await onRuntime({ scope, reference: 'flock' }, async ({ runtime, directory, pids }) => {
      seen = new Set(pids);
      const program = runtime.program(setupWith());
      for (const choose of [alternately, inTurn, byChance(1), byChance(2)]) {
        const execution = await program.execute(choose, { contended: CONTENDED });
        expect(execution.ending).toEqual({ type: 'finished' });
        expect(ackedRevs(execution)).toEqual([2, 3, 4, 5]);
        expect(execution.finalState?.probe).toBeNull();
        expect(execution.finalState?.history.final).toMatchObject({ type: 'ok', observed: { rev: 5 } });
        expect(execution.finalState?.history.initial).toMatchObject({ rev: 1, intact: true });
        expect(execution.finalState?.history.leftovers).toEqual([]);
        for (const { accesses, keys } of execution.steps) expect(accesses).toHaveLength(keys.length);
        const times = (execution.finalState?.history.ops ?? []).map(({ invokeNs }) => invokeNs);
        expect(new Set(times).size).toBe(times.length);
        expect(readdirSync(directory)).toEqual(['channels']);
      }
    });
    expect(seen.size).toBe(scope === 'threads' ? 1 : 3);
    for (const pid of seen) expect(isAlive(pid)).toBe(false);
  });

  it('does the same for the same choices, twenty times', async () => {
    await onRuntime({ scope, reference: 'flock' }, async ({ runtime }) => {
      const program = runtime.program(setupWith());
      const first = await program.execute(byChance(3), { contended: CONTENDED });
      expect(first.choices.length).toBeGreaterThan(20);
      for (let round = 0; round < 20; round += 1) {
        const replayed = await program.execute(again(first.choices), { contended: CONTENDED });
        expect(told(replayed)).toBe(told(first));
      }
      await runtime.renew();
      const renewed = await program.execute(again(first.choices), { contended: CONTENDED });
      expect(told(renewed)).toBe(told(first));
    });
  });

  it('excludes: a client finds the lock busy', async () => {
    await onRuntime({ scope, reference: 'flock', shared: true }, async ({ runtime }) => {
      const { steps } = await runtime.program(setupWith()).execute(alternately, { contended: CONTENDED });
      expect(steps.some(({ label }) => label.includes('busy'))).toBe(true);
    });
  });
});

describe('locks in threads', () => {
  it('fcntl lets every thread of the process in', async () => {
    await onRuntime({ scope: 'threads', reference: 'fcntl', shared: true }, async ({ runtime }) => {
      const executions = await tenByChance(runtime);
      const labels = executions.flatMap(({ steps }) => steps.map(({ label }) => label));
      expect(labels.some((label) => label.includes('try-lock'))).toBe(true);
      expect(labels.some((label) => label.includes('busy'))).toBe(false);
      expect(executions.some(isTwice)).toBe(true);
    });
  });

  it('fcntl keeps processes out', async () => {
    await onRuntime({ scope: 'processes', reference: 'fcntl', shared: true }, async ({ runtime }) => {
      const execution = await runtime.program(setupWith()).execute(alternately, { contended: CONTENDED });
      expect(execution.steps.some(({ label }) => label.includes('busy'))).toBe(true);
      expect(ackedRevs(execution)).toEqual([2, 3, 4, 5]);
    });
  });
});

describe('choices', () => {
  it('cutting ends a schedule, and the next one is as if it had not been', async () => {
    await onRuntime({ scope: 'processes', reference: 'flock', shared: true }, async ({ runtime }) => {
      const program = runtime.program(setupWith());
      const first = await program.execute(alternately, { contended: CONTENDED });
      for (const at of [0, 5, 12]) {
        const cut = await program.execute((moment) => (moment.index === at ? 'cut' : alternately(moment)), {
          contended: CONTENDED,
        });
        expect(cut).toMatchObject({ ending: { type: 'cut' }, finalState: null });
        expect(cut.choices).toHaveLength(at);
        expect(told(await program.execute(alternately, { contended: CONTENDED }))).toBe(told(first));
      }
    });
  });

  it('what is known already has no final state', async () => {
    await onRuntime({ scope: 'processes', reference: 'no-lock', shared: true }, async ({ runtime }) => {
      let asked = 0;
      const { ending, finalState, steps } = await runtime.program(setupWith()).execute(alternately, {
        contended: CONTENDED,
        known: (all) => {
          asked += all.length;
          return true;
        },
      });
      expect(ending).toEqual({ type: 'finished' });
      expect(finalState).toBeNull();
      expect(asked).toBe(steps.length);
    });
  });

  it('nothing contended: no client stops, and they run one after another', async () => {
    await onRuntime({ scope: 'processes', reference: 'no-lock', shared: true }, async ({ runtime }) => {
      const execution = await runtime.program(setupWith()).execute(alternately, { contended: new Set() });
      expect(execution.choices).toEqual([]);
      expect(ackedRevs(execution)).toEqual([2, 3, 4, 5]);
    });
  });

  it('some schedule without a lock acknowledges one rev twice', async () => {
    await onRuntime({ scope: 'processes', reference: 'no-lock', shared: true }, async ({ runtime }) => {
      expect((await tenByChance(runtime)).some(isTwice)).toBe(true);
    });
  });

  it('a client dies at each of its moments, by the fence as by SIGKILL', async () => {
    await onRuntime({ scope: 'processes', reference: 'flock', shared: true }, async ({ runtime }) => {
      const fenced = runtime.program(setupWith({ writes: 1 }));
      const killed = runtime.program(setupWith({ writes: 1, realDeaths: true }));
      let moments = Number.POSITIVE_INFINITY;
      for (let at = 0; at < moments; at += 3) {
        const choose: Chooser = (moment) =>
          moment.index === at && moment.pending.some(({ client, state }) => client === 0 && state === 'gate')
            ? { do: 'crash', client: 0 }
            : inTurn(moment);
        const [one, other] = [
          await fenced.execute(choose, { contended: CONTENDED }),
          await killed.execute(choose, { contended: CONTENDED }),
        ];
        expect(told(other)).toBe(told(one));
        expect(one.ending).toEqual({ type: 'finished' });
        expect(one.finalState?.probe).toBeNull();
        if (one.choices.every(({ do: what }) => what === 'run')) moments = at;
      }
      expect(moments).toBeGreaterThan(5);
    });
  });

  it('a clock that jumps and a client that stands still are steps that touch the clock', async () => {
    await onRuntime({ scope: 'processes', reference: 'lockfile', shared: true }, async ({ runtime }) => {
      const actions: Choice[] = [{ do: 'clock-jump' }, { do: 'pause', client: 0 }];
      for (const action of actions) {
        const { steps, ending } = await runtime
          .program(setupWith())
          .execute((moment) => (moment.index === 4 ? action : inTurn(moment)), { contended: CONTENDED });
        expect(ending.type).toBe('finished');
        expect(steps.filter(({ kind }) => kind === action.do)).toMatchObject([
          { accesses: [{ resource: 'clock', mode: 'write' }], decided: true },
        ]);
      }
    });
  });
});

describe('clients that do not come back', () => {
  it.each(scopes)('spin: %s', async (scope) => {
    await inDirectory(async (scratch) => {
      const reference = writeStrategy(
        scratch,
        'if (rev > 2 && next.tasks.length > 0 && file.includes("tasks")) for (;;);',
      );
      await onRuntime({ scope, reference, turnMsMax: TURN_MS_MAX }, async ({ runtime }) => {
        const program = runtime.program(setupWith());
        for (let round = 0; round < 2; round += 1) {
          const { ending, finalState } = await program.execute(inTurn, { contended: CONTENDED });
          expect(ending).toMatchObject({ type: 'hang', client: 0 });
          expect(finalState).toBeNull();
        }
      });
    });
  });

  it.each(scopes)('die: %s', async (scope) => {
    await inDirectory(async (scratch) => {
      const source =
        'if (rev > 2 && file.includes("tasks")) { console.error("Error: last words"); process.exit(3); }';
      const reference = writeStrategy(scratch, source);
      await onRuntime({ scope, reference }, async ({ runtime }) => {
        const program = runtime.program(setupWith());
        for (let round = 0; round < 2; round += 1) {
          const { ending } = await program.execute(inTurn, { contended: CONTENDED });
          expect(ending).toMatchObject({
            type: 'death',
            client: 0,
            how: expect.stringContaining('last words'),
          });
        }
      });
    });
  });

  it('a strategy that can not be loaded is no schedule', async () => {
    await inDirectory(async (scratch) => {
      const reference = writeStrategy(scratch, '').replace('mine.mjs', 'missing.mjs');
      await expect(onRuntime({ scope: 'processes', reference }, async () => {})).rejects.toMatchObject({
        code: 'CLIENT_START',
      });
      expect(existsSync(scratch)).toBe(true);
    });
  });

  it('a strategy that can not write even alone is not to be trusted with more', async () => {
    await inDirectory(async (scratch) => {
      const reference = writeStrategy(scratch, 'throw new Error("the disk is made of cheese");');
      await onRuntime({ scope: 'processes', reference }, async ({ runtime }) => {
        const { ending } = await runtime.program(setupWith()).execute(inTurn, { contended: CONTENDED });
        expect(ending).toMatchObject({ type: 'distrust', reason: expect.stringContaining('cheese') });
      });
    });
  });
});

// Real processes that write to one document while some are killed: which are killed and replaced, what the
// history says of them, which operations stay open, that all have ended before the history is complete, and
// that a loss shows. Runs the built actors.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, test } from 'vitest';
import type { HistoryFact, HistoryOp } from '../../results/vocabulary/history.js';
import { checkHistory } from '../../scenarios/checks/history/check-history.js';
import { flockAvailability } from '../../strategies/locks/flock-lock.js';
import { type ActorEnding, HANG_MS } from '../actors/actor-handle.js';
import { isAlive } from '../processes/process-liveness.js';
import { waitUntilGone } from '../processes/process-registry.js';
import { built, type Contender, contended, mine } from './testing/contended.js';

const flockHere = flockAvailability().available;

const killed: ActorEnding = { type: 'died', how: { type: 'signal', signal: 'SIGKILL' } };
const done: ActorEnding = { type: 'done' };
const exited = (exitCode: number): ActorEnding => ({ type: 'died', how: { type: 'exit', exitCode } });

const isDead = ({ ending }: Contender): boolean => ending !== 'acts still' && ending.type === 'died';
const isOpen = ({ completeNs }: HistoryOp): boolean => completeNs === null;
const isAcknowledged = (op: HistoryOp): boolean => op.kind === 'write' && op.outcome.type === 'ok';
const opsOf = (fact: HistoryFact | null, actor: number): HistoryOp[] =>
  fact?.ops.filter((op) => op.actor === actor) ?? [];

/** What the history checker has against it. */
function violationsOf(fact: HistoryFact | null): string[] {
  if (fact === null) return ['no history'];
  return checkHistory(fact)
    .filter(({ severity }) => severity === 'violation')
    .map(({ kind }) => kind);
}

describe('the history', () => {
  it.runIf(flockHere)(
    'has all killed actors, the writes acknowledged to them, and a replacement for all but the last',
    () =>
      contended('flock', { kills: 3, writers: 3 }, ({ fact, actors }) => {
        for (const { ending } of actors) expect([killed, done]).toContainEqual(ending);
        const dead = actors.filter(isDead);
        expect(dead).toHaveLength(3);
        expect(fact?.actors).toEqual(
          [0, 1, 2, 3, 4].map((actor) => ({ actor, where: 'process', job: 'writer' })),
        );
        expect(actors.map((_, actor) => opsOf(fact, actor).filter(isAcknowledged).length)).toEqual(
          actors.map(({ acknowledged }) => acknowledged),
        );
        expect(dead.reduce((sum, { acknowledged }) => sum + acknowledged, 0)).toBeGreaterThan(0);
        expect(violationsOf(fact)).toEqual([]);
        expect(fact).toMatchObject({ initial: { rev: 1 }, final: { type: 'ok' }, documentBytes: 300 });
      }),
  );

  it('leaves open what was cut off, and nothing else', () =>
    // Nearly every kill falls into a write.
    contended(
      mine('write: async (stored) => { await new Promise((r) => setTimeout(r, 20)); save(stored); }'),
      { kills: 4, writers: 1 },
      ({ fact, actors }) => {
        expect(actors.map(({ ending }) => ending)).toEqual([killed, killed, killed, killed, done]);
        const open = fact?.ops.filter(isOpen) ?? [];
        expect(open.length).toBeGreaterThan(0);
        for (const op of open) {
          expect(op.outcome.type).toBe('info');
          expect(actors[op.actor]?.ending).toEqual(killed);
          expect(opsOf(fact, op.actor).at(-1)).toEqual(op);
        }
        expect(violationsOf(fact)).toEqual([]);
      },
    ));

  it('shows what was acknowledged before it was saved, when somebody is killed and only then', async () => {
    const late = mine(`
      read: () => globalThis.unsaved ?? load(),
      write: (stored) => {
        globalThis.unsaved = stored;
        globalThis.saving ??= setInterval(() => parts.close(), 15);
      },
      close: () => { if (globalThis.unsaved) save(globalThis.unsaved); globalThis.unsaved = null; },`);
    await contended(late, { kills: 0, writers: 1 }, ({ fact, actors }) => {
      expect(actors[0]?.acknowledged).toBeGreaterThan(0);
      expect(violationsOf(fact)).toEqual([]);
    });
    await contended(late, { kills: 4, writers: 1 }, ({ fact }) => {
      expect(violationsOf(fact)).toContain('lost-update');
    });
  });
});

/** Far longer than a busy machine lets a write wait. */
const SHORT_HANG_MS = 1500;

test('an actor hangs after ten seconds in one call', () => expect(HANG_MS).toBe(10_000));

describe('all actors have ended when the history is complete', () => {
  it.concurrent.each<[string, string, ActorEnding]>([
    ['throws now and then', "write: (s) => { if (writes % 3 === 0) throw Error('no'); save(s); }", done],
    ['throws when it is opened', "open: () => { throw Error('no'); }", exited(70)],
    [
      'throws where nobody awaits it',
      "write: () => new Promise(() => setTimeout(() => { throw Error('no'); }))",
      exited(70),
    ],
    ['ends the process', 'write: () => process.exit(3)', exited(3)],
    [
      'hangs and hears nothing',
      'write: (s) => (writes < 3 ? save(s) : Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))',
      killed,
    ],
  ])('although the strategy %s', (_, parts, last) =>
    contended(mine(parts), { kills: 2, writers: 1, hangMs: SHORT_HANG_MS }, ({ fact, actors, alive }) => {
      for (const { ending } of actors) expect([killed, last]).toContainEqual(ending);
      expect(actors).toHaveLength(3);
      expect(actors.at(-1)?.ending, 'of the last one nobody was to be killed').toEqual(last);
      for (const { running } of actors.filter(isDead)) {
        expect([alive.has(running.pid), isAlive(running.pid)]).toEqual([false, false]);
      }
      expect(fact?.final).toMatchObject({ type: 'ok', observed: { intact: true } });
      expect(violationsOf(fact)).toEqual([]);
    }),
  );

  it('and none has started where not even the first write succeeds', () =>
    contended(
      mine("write: () => { throw Error('not here'); }", 'everybody'),
      { kills: 2, writers: 1 },
      ({ error, actors, alive }) => {
        expect(error).toMatchObject({ message: 'not here' });
        expect([actors, [...alive]]).toEqual([[], []]);
      },
    ));

  it('and a pooled one ends with its host, whatever the strategy has left running', async () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-kill-host-'));
    const pids: number[] = [];
    try {
      const ticking = mine('open: () => { setInterval(() => {}, 1000); }')(directory);
      const host = spawn(process.execPath, ['--input-type=module', '-e', hostSource(ticking, directory)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      for await (const line of createInterface(host.stdout)) pids.push(Number(line));
      expect(pids).toHaveLength(2);
      expect(await waitUntilGone(pids, 20_000)).toEqual([]);
    } finally {
      for (const pid of await waitUntilGone(pids, 0)) process.kill(pid, 'SIGKILL');
      fs.rmSync(directory, { recursive: true, force: true });
    }
  });
});

/** Prints the pid of every process it starts, and ends when the history is complete. */
const hostSource = (reference: string, directory: string): string => `
  import { ActorPool } from ${JSON.stringify(built('actors/actor-pool.js'))};
  import { CaseContext } from ${JSON.stringify(built('actors/case-context.js'))};
  import { ActivityMark } from ${JSON.stringify(built('actors/activity.js'))};
  import { loadStrategy } from ${JSON.stringify(built('actors/strategy-reference.js'))};
  import { killDuringContention } from ${JSON.stringify(built('lab/kill-during-contention.js'))};
  const [reference, directory] = [${JSON.stringify(reference)}, ${JSON.stringify(directory)}];
  const registerProcess = (pid) => { console.log(pid); return () => {}; };
  const mark = new ActivityMark(directory + '/activity');
  const actorPool = new ActorPool(registerProcess);
  const epochNs = process.hrtime.bigint();
  const strategy = await loadStrategy(reference);
  const bench = new CaseContext(strategy, { reference, directory, seed: 7, mark, epochNs, actorPool, registerProcess });
  await killDuringContention(bench, { kills: 1, writers: 1, documentBytes: 300 });
  process.exit(0);
`;

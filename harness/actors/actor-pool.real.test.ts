// The pool of actors: all threads of an experiment run at once, however many a scenario asks for.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ActorTask } from './actor.js';
import type * as pools from './actor-pool.js';

// The entry of a thread exists only in dist/.
const built = new URL('../../dist/harness/actors/actor-pool.js', import.meta.url).href;
const { ActorPool }: typeof pools = await import(built);

test('more threads than any built-in scenario has are ready together', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-actor-pool-'));
  const tasks = Array.from(
    { length: 12 },
    (_, actor): ActorTask => ({
      actor,
      job: { kind: 'reader' },
      strategy: 'no-lock',
      documentPaths: [join(directory, 'tasks.yaml')],
      journalPath: join(directory, `journal-${actor}`),
      activityPath: join(directory, `activity-${actor}`),
      epochNs: '0',
      seed: 1,
      lockTimeoutMs: 0,
    }),
  );
  const pool = new ActorPool(() => () => {});
  const actors = await pool.threads(tasks);
  const allReady = Promise.all(actors.map(({ ready }) => ready())).then(() => 'ready');
  const late = new Promise((resolve) => {
    setTimeout(resolve, 20_000, 'some are queued').unref();
  });
  expect(await Promise.race([allReady, late])).toBe('ready');
  for (const actor of actors) actor.kill();
  await Promise.all(actors.map(({ ended }) => ended));
  rmSync(directory, { recursive: true });
});

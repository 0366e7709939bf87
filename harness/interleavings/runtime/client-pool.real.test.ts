// Pooled clients serve one strategy after another in the same processes, and do for each what fresh ones do.
import { describe, expect, it } from 'vitest';
import type { Execution } from '../program.js';
import { byChance, onRuntime, setupWith } from './testing/on-runtime.js';

const contended = new Set([
  'name:tasks.yaml',
  'name:tasks.lock',
  'name:tasks.yaml.lock',
  'name:tasks.yaml.tmp',
]);

interface Seen {
  executions: Execution[];
  /** Of processes started for this world. */
  started: number;
}

/** `last`: end the clients instead of leaving them for the next. */
async function onRuntimeOf(
  scope: 'threads' | 'processes',
  reference: string,
  { shared, last, clients = 2 }: { shared: boolean; last: boolean; clients?: number },
): Promise<Seen> {
  return await onRuntime({ scope, reference, shared, clients }, async ({ runtime, pids }) => {
    const program = runtime.program(setupWith());
    const executions: Execution[] = [];
    for (const seed of [1, 2, 3]) executions.push(await program.execute(byChance(seed), { contended }));
    const started = pids.size;
    if (last) await runtime.renew();
    return { executions, started };
  });
}

/** The first place where they are not alike, with a little of what is around it. */
function firstDifference(left: unknown, right: unknown): string | null {
  const [a = '', b = ''] = [left, right].map((one) =>
    JSON.stringify(one ?? null).replaceAll(/holdfast-runtime-\w+\/s\d+/g, 'world'),
  );
  if (a === b) return null;
  let at = 0;
  while (a[at] === b[at]) at += 1;
  return `${a.slice(at - 60, at + 60)} instead of ${b.slice(at - 60, at + 60)}`;
}

describe.each(['processes', 'threads'] as const)('%s', (scope) => {
  it('serve the next strategy without being started again', async () => {
    const sequence = ['flock', 'no-lock', 'm03', 'flock'];
    const fresh = new Map<string, Seen>();
    for (const id of new Set(sequence))
      fresh.set(id, await onRuntimeOf(scope, id, { shared: false, last: false }));
    const shared: Seen[] = [];
    for (const [index, id] of sequence.entries()) {
      shared.push(await onRuntimeOf(scope, id, { shared: true, last: index === sequence.length - 1 }));
    }
    expect(shared.map(({ started }) => started)).toEqual([scope === 'threads' ? 1 : 4, 0, 0, 0]);
    for (const [index, { executions }] of shared.entries()) {
      expect(firstDifference(executions, fresh.get(sequence[index] ?? '')?.executions)).toBeNull();
    }
    expect(
      [...fresh.values()].every(({ executions }) =>
        executions.every(({ ending }) => ending.type === 'finished'),
      ),
    ).toBe(true);
  });

  it.each([
    { renewable: true, news: scope === 'threads' ? 1 : 4 },
    { renewable: false, news: 0 },
  ])('are new ones when a violation is repeated: $renewable', async ({ renewable, news }) => {
    await onRuntime({ scope, reference: 'no-lock', shared: true, renewable }, async ({ runtime, pids }) => {
      const program = runtime.program(setupWith());
      await program.execute(byChance(1), { contended });
      const before = new Set(pids);
      await program.renew?.();
      await program.execute(byChance(1), { contended });
      expect([...pids].filter((pid) => !before.has(pid))).toHaveLength(news);
      await runtime.renew();
    });
  });

  it('serve runtimes of different sizes', async () => {
    const started: number[] = [];
    for (const clients of [2, 3, 2, 3]) {
      const last = started.length === 3;
      started.push((await onRuntimeOf(scope, 'no-lock', { shared: true, last, clients })).started);
    }
    expect(started).toEqual([scope === 'threads' ? 1 : 4, 0, 0, 0]);
  });

  it('say that a strategy can’t be loaded, and serve the next all the same', async () => {
    await onRuntimeOf(scope, 'flock', { shared: true, last: false });
    await expect(onRuntimeOf(scope, 'no-such', { shared: true, last: true })).rejects.toMatchObject({
      code: 'CLIENT_START',
    });
    const { executions } = await onRuntimeOf(scope, 'flock', { shared: true, last: true });
    expect(executions.map(({ ending }) => ending.type)).toEqual(['finished', 'finished', 'finished']);
  });
});

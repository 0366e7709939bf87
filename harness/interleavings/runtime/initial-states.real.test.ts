// The leftovers of writers that die after each of their changes, and schedules that begin with them.
import { expect, it } from 'vitest';
import { alternately, inDirectory, onRuntime, setupWith, writeStrategy } from './testing/on-runtime.js';

const CONTENDED = new Set(['name:tasks.yaml', 'name:tasks.yaml.lock', 'lock:tasks.yaml.lock']);

it('flock: the lock file, and a file that was about to be the document', async () => {
  await onRuntime({ scope: 'processes', reference: 'flock' }, async ({ runtime }) => {
    const { trees } = await runtime.leftovers(300, 7);
    const names = trees.map(({ inodes }) =>
      Object.keys(inodes['0']?.type === 'dir' ? inodes['0'].entries : {}),
    );
    expect(names.some((some) => some.includes('tasks.yaml.lock'))).toBe(true);
    expect(names.some((some) => some.length > 2)).toBe(true);
    for (const leftovers of trees) {
      const execution = await runtime
        .program(setupWith({ leftovers }))
        .execute(alternately, { contended: CONTENDED });
      expect(execution.ending).toEqual({ type: 'finished' });
      expect(execution.finalState?.probe).toBeNull();
      const acknowledged = (execution.finalState?.history.ops ?? []).filter(
        ({ kind, outcome }) => kind === 'write' && outcome.type === 'ok',
      );
      expect(acknowledged).toHaveLength(4);
    }
  });
});

it('lockfile: also what is left between two of its later steps, though its first write tries out the clock', async () => {
  await onRuntime({ scope: 'processes', reference: 'lockfile' }, async ({ runtime }) => {
    const { trees } = await runtime.leftovers(300, 7);
    const lengths = trees.map(({ inodes }) => {
      const names = inodes['0']?.type === 'dir' ? inodes['0'].entries : {};
      const tmp = inodes[String(names['tasks.yaml.tmp'])];
      return tmp?.type === 'file' ? Buffer.from(tmp.content, 'base64').length > 0 : null;
    });
    expect(lengths).toEqual([null, false, true, null]);
  });
});

it('a write in place without a lock: nothing but the document', async () => {
  await inDirectory(async (scratch) => {
    await onRuntime({ scope: 'processes', reference: writeStrategy(scratch, '') }, async ({ runtime }) => {
      expect((await runtime.leftovers(300, 7)).trees).toEqual([]);
    });
  });
});

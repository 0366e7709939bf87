// Group commit on a document in memory, behind a lock and a commit that the test holds in its hands: who shares a
// commit, and who gets which answer when. The lock, the disk and other processes are left to the tests with real
// ones.
import { describe, expect, it, vi } from 'vitest';
import type { Commit } from './commits/commit.js';
import type { Content } from './document-file.js';
import { type GroupStore, groupCommit } from './group-commit.js';
import { type Held, type Lock, locked } from './locks/lock.js';
import { StoreError, type TaskFile } from './strategy.js';
import { parseTaskFile } from './task-file.js';

const path = '/no/such/directory/tasks.yaml';
const document = (id: string): TaskFile => ({ version: 1, rev: 77, updated_at: '', tasks: [{ id }] });

/** One document. `turns` are the tries for the lock that were made and not answered yet. */
class World {
  bytes: Buffer | null = null;
  readonly events: string[] = [];
  readonly turns: { timeoutMs: number; grant(): void; refuse(): void }[] = [];
  /** Thrown by the next commit. */
  failure: Error | null = null;
  /** Whether the lock is free for everybody. */
  free: boolean = true;

  readonly #held: Held = { lost: () => null, release: () => Promise.resolve() };
  readonly #lock: Lock = {
    acquire: (_path, timeoutMs) =>
      this.free
        ? Promise.resolve(this.#held)
        : new Promise((resolve, reject) => {
            const refuse = () => reject(locked(path, timeoutMs));
            this.turns.push({ timeoutMs, grant: () => resolve(this.#held), refuse });
          }),
  };
  readonly #commit: Commit = {
    prepareDirectory: () => undefined,
    commit: (_target, content) => {
      const { failure } = this;
      this.failure = null;
      if (failure !== null) throw failure;
      this.bytes = Buffer.from(content);
      this.events.push(`commit of rev ${parseTaskFile(content, path).rev}`);
    },
  };
  readonly #content = (): Content | null =>
    this.bytes === null ? null : ({ bytes: this.bytes, stats: null } as unknown as Content);

  readonly open = groupCommit({
    lock: this.#lock,
    commit: this.#commit,
    locate: () => ({ path, exists: this.bytes !== null }),
    contentOf: this.#content,
    contentToRead: this.#content,
  });

  /** What a call becomes, in a word, and noted as an event. */
  async answer(call: Promise<TaskFile>): Promise<string> {
    const word = await call.then(
      ({ rev, tasks }) => `${String(tasks[0]?.id)}: rev ${rev}`,
      (error: unknown) => (error instanceof StoreError ? error.code : String(error)),
    );
    this.events.push(word);
    return word;
  }
}

async function opened(world: World, lockTimeoutMs = 1000): Promise<GroupStore> {
  return await world.open(path, { lockTimeoutMs });
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

const diskFull = (): Error => Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });

describe('callers of one document', () => {
  it('share a commit, through one store or several, and are answered after it in their order', async () => {
    const world = new World();
    const [store, other] = [await opened(world), await opened(world)];
    const calls = ['a', 'b', 'c', 'd'].map((id, index) =>
      world.answer((index % 2 === 0 ? store : other).write(document(id), null)),
    );
    await Promise.all(calls);
    expect(world.events).toEqual(['commit of rev 4', 'a: rev 1', 'b: rev 2', 'c: rev 3', 'd: rev 4']);
    expect(await other.read()).toMatchObject({ rev: 4, tasks: [{ id: 'd' }] });
  });

  it('who call as soon as the event loop lets them are carried as well', async () => {
    const world = new World();
    const store = await opened(world);
    const first = world.answer(store.write(document('first'), null));
    const others = Array.from({ length: 3 }, async (_, ticks) => {
      for (let tick = 0; tick < 10 * ticks; tick += 1) await null;
      return await world.answer(store.write(document('other'), null));
    });
    await Promise.all([first, ...others]);
    expect(world.events[0]).toBe('commit of rev 4');
  });

  it('who call while the lock is awaited are carried as well, and those after it by the next', async () => {
    const world = new World();
    const store = await opened(world);
    world.free = false;
    const first = world.answer(store.write(document('first'), 0));
    await until(() => world.turns.length === 1);
    const second = world.answer(store.write(document('second'), null));
    world.turns[0]?.grant();
    const third = first.then(() => world.answer(store.write(document('third'), 2)));
    await second;
    await until(() => world.turns.length === 2);
    world.turns[1]?.grant();
    await third;
    expect(world.events).toEqual([
      'commit of rev 2',
      'first: rev 1',
      'second: rev 2',
      'commit of rev 3',
      'third: rev 3',
    ]);
  });

  it('who expect the same rev: the first is acknowledged, and the others conflict with it', async () => {
    const world = new World();
    const store = await opened(world);
    await store.write(document('before'), 0);
    const calls = ['a', 'b', 'c'].map((id) => world.answer(store.write(document(id), 1)));
    expect(await Promise.all(calls)).toEqual(['a: rev 2', 'CONFLICT', 'CONFLICT']);
    await expect(store.write(document('late'), 1)).rejects.toThrow(
      'Conflict detected: expected rev 1, found 2',
    );
  });

  it('may expect the rev that an earlier caller of the same commit is given', async () => {
    const world = new World();
    const store = await opened(world);
    const calls = [0, 1, 3, 2].map((rev) => world.answer(store.write(document(`on ${rev}`), rev)));
    expect(await Promise.all(calls)).toEqual(['on 0: rev 1', 'on 1: rev 2', 'CONFLICT', 'on 2: rev 3']);
    expect(world.events.filter((event) => event.startsWith('commit'))).toEqual(['commit of rev 3']);
  });

  it('who are all refused need no commit', async () => {
    const world = new World();
    const store = await opened(world);
    const calls = [5, 6].map((rev) => world.answer(store.write(document('x'), rev)));
    expect(await Promise.all(calls)).toEqual(['CONFLICT', 'CONFLICT']);
    expect(world.bytes).toBeNull();
  });
});

describe('a commit that fails', () => {
  it('rejects all of its callers, also who would have conflicted with one of them, and no others', async () => {
    const world = new World();
    const store = await opened(world);
    world.failure = diskFull();
    const calls = [0, 0, null, 1].map((rev) => world.answer(store.write(document('lost'), rev)));
    expect(await Promise.all(calls)).toEqual(['IO', 'IO', 'IO', 'IO']);
    expect(await store.read()).toBeNull();
    expect(await world.answer(store.write(document('after'), 0))).toBe('after: rev 1');
  });

  it('for a document that can’t be understood refuses whoever waits for it', async () => {
    const world = new World();
    const store = await opened(world);
    world.bytes = Buffer.from('not: [a task file');
    const calls = [null, 0].map((rev) => world.answer(store.write(document('x'), rev)));
    expect(await Promise.all(calls)).toEqual(['INVALID_DOCUMENT', 'INVALID_DOCUMENT']);
  });
});

describe('the lock', () => {
  it.each([0, 1000, Number.POSITIVE_INFINITY])(
    'is asked for with the patience of %s ms',
    async (patience) => {
      const world = new World();
      const store = await opened(world, patience);
      world.free = false;
      const call = world.answer(store.write(document('x'), 0));
      await until(() => world.turns.length === 1);
      expect(world.turns[0]?.timeoutMs).toBeLessThanOrEqual(patience);
      if (patience === Number.POSITIVE_INFINITY) expect(world.turns[0]?.timeoutMs).toBe(patience);
      world.turns[0]?.refuse();
      expect(await call).toBe('LOCKED');
    },
  );

  it('that is not had in time refuses those whose time is over, and is asked for again by the rest', async () => {
    const world = new World();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    const store = await opened(world, 100);
    world.free = false;
    const early = world.answer(store.write(document('early'), null));
    clock.mockReturnValue(60);
    const late = world.answer(store.write(document('late'), null));
    await until(() => world.turns.length === 1);
    expect(world.turns[0]?.timeoutMs).toBe(40);
    const last = world.answer(store.write(document('last'), null));
    clock.mockReturnValue(100);
    world.turns[0]?.refuse();
    expect(await early).toBe('LOCKED');
    await until(() => world.turns.length === 2);
    expect(world.turns[1]?.timeoutMs).toBe(60);
    world.turns[1]?.grant();
    expect(await Promise.all([late, last])).toEqual(['late: rev 1', 'last: rev 2']);
    clock.mockRestore();
  });

  it('is not shared by stores of different patience', async () => {
    const world = new World();
    const [patient, impatient] = [await opened(world, 60_000), await opened(world, 0)];
    world.free = false;
    const calls = [patient, impatient].map((store) => world.answer(store.write(document('x'), null)));
    await until(() => world.turns.length === 2);
    expect(Math.min(...world.turns.map(({ timeoutMs }) => timeoutMs))).toBe(0);
    for (const { grant } of world.turns) grant();
    expect((await Promise.all(calls)).sort()).toEqual(['x: rev 1', 'x: rev 2']);
  });
});

describe('close', () => {
  it('waits for the answers of what was asked for, and refuses what comes after', async () => {
    const world = new World();
    const store = await opened(world);
    const other = await opened(world);
    const calls = ['a', 'b'].map((id) => world.answer(store.write(document(id), null)));
    const closing = store.close().then(() => world.events.push('closed'));
    const late = world.answer(store.write(document('late'), null));
    await Promise.all([closing, ...calls, late]);
    expect(world.events).toEqual(['CLOSED', 'commit of rev 2', 'a: rev 1', 'b: rev 2', 'closed']);
    await expect(store.read()).rejects.toMatchObject({ code: 'CLOSED' });
    expect(await world.answer(other.write(document('other'), 2))).toBe('other: rev 3');
    await other.close();
    const again = await opened(world);
    expect(await again.read()).toMatchObject({ rev: 3 });
  });

  it('answers who waits for a lock that is never had', async () => {
    const world = new World();
    const store = await opened(world);
    world.free = false;
    const call = world.answer(store.write(document('x'), null));
    const closing = store.close();
    await until(() => world.turns.length === 1);
    world.turns[0]?.refuse();
    await closing;
    expect(await call).toBe('LOCKED');
  });
});

describe('update', () => {
  const append =
    (id: string) =>
    (current: TaskFile | null): TaskFile => ({
      ...(current ?? document('first')),
      tasks: [...(current?.tasks ?? []), { id }],
    });

  it('gives each caller what the one before it made, in one commit', async () => {
    const world = new World();
    const store = await opened(world);
    const stored = await Promise.all(['a', 'b', 'c'].map((id) => store.update(append(id))));
    expect(stored.map(({ rev, tasks }) => [rev, tasks.length])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(await store.read()).toMatchObject({ rev: 3, tasks: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] });
    expect(world.events).toEqual(['commit of rev 3']);
  });

  it('that throws, or changes what it was given, concerns nobody else', async () => {
    const world = new World();
    const store = await opened(world);
    const kept: TaskFile[] = [];
    const spoil = (current: TaskFile | null): TaskFile => {
      for (const { tasks } of [...kept, ...(current === null ? [] : [current])]) tasks.splice(0);
      throw new Error('changed my mind');
    };
    const keeping = (current: TaskFile | null): TaskFile => {
      const next = append('b')(current);
      kept.push(next);
      return next;
    };
    const calls = [append('a'), spoil, keeping, spoil].map((change) => world.answer(store.update(change)));
    expect(await Promise.all(calls)).toEqual([
      'a: rev 1',
      'Error: changed my mind',
      'a: rev 2',
      'Error: changed my mind',
    ]);
    const refused = store.update(() => ({ ...document('x'), due: new Date() }));
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await store.read()).toMatchObject({ rev: 2, tasks: [{ id: 'a' }, { id: 'b' }] });
  });
});

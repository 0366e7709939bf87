// expectCrashSafe and expectRaceFree: what each must find, what each must let pass, and where neither may
// conclude. The built modules, because they patch node:fs in this process.
import { readFileSync, writeFileSync } from 'node:fs';
import { open, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type * as matchers from './vitest.js';

const built = new URL('../../dist/harness/library/vitest.js', import.meta.url).href;
const { expectCrashSafe, expectRaceFree }: typeof matchers = await import(built);

const read = async (file: string) => JSON.parse(await readFile(file, 'utf8')) as { n: number };

/** What a promise rejects with. */
async function thrownBy(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await promise.then(
    () => new Error('it passed'),
    (reason: unknown) => reason,
  );
  return error as { code: string; message: string };
}

describe('expectCrashSafe', () => {
  const safety = {
    before: (file: string) => writeFile(file, '{"n":1}'),
    read,
    allowed: [{ n: 1 }, { n: 2 }],
  };

  async function save(file: string, synced: ('file' | 'directory')[]): Promise<void> {
    const handle = await open(`${file}.tmp`, 'w');
    await handle.writeFile('{"n":2}');
    if (synced.includes('file')) await handle.sync();
    await handle.close();
    await rename(`${file}.tmp`, file);
    if (!synced.includes('directory')) return;
    const directory = await open(dirname(file));
    await directory.sync().finally(() => directory.close());
  }

  test('lets a durable rename pass under the weakest model, having read every disk', async () => {
    const report = await expectCrashSafe((file) => save(file, ['file', 'directory']), {
      ...safety,
      model: 'weakest',
    });
    expect(report).toMatchObject({ disks: expect.any(Number), coverage: { type: 'exhaustive' } });
    expect(report.disks).toBeGreaterThan(4);
  });

  test.each([
    [
      'no sync of the directory',
      (file: string) => save(file, ['file']),
      'nothing synced its directory',
      '{ n: 1 }',
    ],
    [
      'no sync of the file',
      (file: string) => save(file, ['directory']),
      'was not synced before it was renamed',
      'read() fails',
    ],
    ['in place', (file: string) => writeFile(file, '{"n":2}'), 'an interrupted save() left', 'read() fails'],
  ])('finds what is wrong with %s, and says it in the words of the test', async (_name, wrong, why, seen) => {
    const model = 'weakest' as const;
    const { code, message } = await thrownBy(expectCrashSafe(wrong, { ...safety, model }));
    expect({ code, message }).toEqual({ code: 'NOT_CRASH_SAFE', message: expect.stringContaining(why) });
    expect(message).toContain(seen);
    expect(message).toMatch(/— save\(\) is called[\s\S]*\*\*\* the power goes \*\*\*/);
    expect(message).not.toMatch(/rev \d|strategy/);
  });

  test('a kill takes nothing that was written, and a model says what is asked for', async () => {
    const report = await expectCrashSafe((file) => save(file, []), { ...safety, model: 'kill' });
    expect(report.coverage).toEqual({ type: 'exhaustive' });
  });

  test('allowed may be a function, which is told whether save had resolved', async () => {
    const asked: boolean[] = [];
    const allowed = ({ n }: { n: number }, isAcknowledged: boolean) => {
      asked.push(isAcknowledged);
      return isAcknowledged ? n === 2 : n <= 2;
    };
    await expectCrashSafe((file) => save(file, ['file', 'directory']), { ...safety, allowed });
    expect(new Set(asked)).toEqual(new Set([true, false]));
  });

  test('concludes nothing of a save that did nothing, and hands on what save throws', async () => {
    expect(await thrownBy(expectCrashSafe(() => {}, safety))).toMatchObject({ code: 'INCONCLUSIVE' });
    const failing = () => Promise.reject(new Error('disk on fire'));
    expect(await thrownBy(expectCrashSafe(failing, safety))).toMatchObject({ message: 'disk on fire' });
  });
});

describe('expectRaceFree', () => {
  const counter = (directory: string) => join(directory, 'counter.json');
  const setup = (directory: string) => writeFile(counter(directory), '{"n":0}');
  const isTwo = async (directory: string) => expect(await read(counter(directory))).toEqual({ n: 2 });

  async function increment(directory: string): Promise<void> {
    const { n } = await read(counter(directory));
    await writeFile(counter(directory), JSON.stringify({ n: n + 1 }));
  }

  async function lockedIncrement(directory: string): Promise<void> {
    for (;;) {
      const handle = await open(join(directory, 'lock'), 'wx').catch(() => null);
      if (handle !== null) {
        await increment(directory);
        await handle.close();
        await unlink(join(directory, 'lock'));
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 1000 * Math.random()));
    }
  }

  test('shows the schedule that loses an update, a column for each client', async () => {
    const { code, message } = await thrownBy(expectRaceFree(setup, [increment, increment], isTwo));
    expect(code).toBe('RACE');
    expect(message).toContain('A race, with one preemption: AssertionError: expected { n: 1 }');
    expect(message).toMatch(/client 1 \(increment\) +client 2 \(increment\)\n +1 {2}starts/);
  });

  test('lets a lock pass whose waiting takes seconds of virtual time, and a queue in memory', async () => {
    const options = { preemptions: 1 };
    expect(await expectRaceFree(setup, [lockedIncrement, lockedIncrement], isTwo, options)).toMatchObject(
      options,
    );
    let queue = Promise.resolve();
    const queued = (directory: string) => {
      queue = queue.then(() => increment(directory));
      return queue;
    };
    expect(await expectRaceFree(setup, [queued, queued], isTwo, options)).toMatchObject(options);
  });

  test('what is synchronous is one step, as it is in one process', async () => {
    const atOnce = (directory: string) => {
      const { n } = JSON.parse(readFileSync(counter(directory), 'utf8')) as { n: number };
      writeFileSync(counter(directory), JSON.stringify({ n: n + 1 }));
    };
    await expectRaceFree(setup, [atOnce, atOnce], isTwo);
    const { message } = await thrownBy(expectRaceFree(setup, [increment, atOnce], isTwo));
    expect(message).toMatch(/ \d {2} +starts\n {7} +open counter\.json\n/);
  });

  test('a client that fails is a race, unless that is a way to refuse', async () => {
    const refusing = () => Promise.reject(Object.assign(new Error('conflict'), { code: 'CONFLICT' }));
    const holds = () => true;
    const failed = await thrownBy(expectRaceFree(setup, [increment, refusing], holds));
    expect(failed).toMatchObject({
      code: 'RACE',
      message: expect.stringContaining('client 2 fails: Error: conflict'),
    });
    const mayReject = (error: unknown) => Object(error).code === 'CONFLICT';
    await expectRaceFree(setup, [increment, refusing], holds, { preemptions: 1, mayReject });
  });

  test('clients that wait for each other for ever are found', async () => {
    const never = () => new Promise(() => {});
    expect(await thrownBy(expectRaceFree(setup, [increment, never], isTwo))).toMatchObject({
      code: 'RACE',
      message: expect.stringContaining('client 2 waits for ever'),
    });
  });

  test('too few schedules, or clients that nobody can hold back, are inconclusive', async () => {
    const holds = () => true;
    const few = await thrownBy(expectRaceFree(setup, [increment, increment], holds, { schedulesMax: 3 }));
    expect(few).toMatchObject({
      code: 'INCONCLUSIVE',
      message: expect.stringContaining('raise schedulesMax'),
    });
    const restless = async (directory: string) => {
      for (;;) await read(counter(directory));
    };
    expect(await thrownBy(expectRaceFree(setup, [increment, restless], holds))).toMatchObject({
      code: 'INCONCLUSIVE',
    });
  });

  test('time, timers and chance are real for everybody else', async () => {
    const before = Date.now();
    const seen: number[] = [];
    const looks = async (directory: string) => {
      seen.push(Date.now());
      await increment(directory);
    };
    await expectRaceFree(setup, [looks], () => Math.abs(Date.now() - before) < 3_600_000);
    expect(new Set(seen.map((ms) => new Date(ms).toISOString().slice(0, 10)))).toEqual(
      new Set(['2026-01-01']),
    );
  });
});

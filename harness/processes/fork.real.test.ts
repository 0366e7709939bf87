// Children of the one function that starts them: noted until they have exited, ended with all they started,
// and described by what they wrote last. Real processes; the programs are written by the tests.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { endGroups } from './control-group.js';
import { type ChildOptions, describeEnding, forkEntry, startCommand } from './fork.js';
import { isAlive } from './process-liveness.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'holdfast-fork-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let programs = 0;
function program(source: string): URL {
  const path = join(dir, `program-${programs++}.mjs`);
  writeFileSync(path, source);
  return pathToFileURL(path);
}
const unnoted: ChildOptions = { registerProcess: null };
const FOREVER = 'setInterval(() => {}, 1000);';

/** Starts a sleeper of its own, out of its parent's reach if `detached`, and writes its pid to a file. */
function withSleeper(
  detached: boolean,
  stderr: 'ignore' | 'inherit',
  then: string,
  env = 'process.env',
): [URL, () => number] {
  const file = join(dir, `sleeper-${programs}`);
  const source = `
    import { spawn } from 'node:child_process';
    import { writeFileSync } from 'node:fs';
    const sleeper = spawn(process.execPath, ['-e', ${JSON.stringify(FOREVER)}], {
      detached: ${detached}, stdio: ['ignore', 'ignore', '${stderr}'], env: ${env},
    });
    sleeper.unref();
    writeFileSync(${JSON.stringify(file)}, String(sleeper.pid));
    ${then}`;
  return [program(source), () => Number(readFileSync(file, 'utf8'))];
}

const gone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
const come = (pid: () => number) => vi.waitFor(() => expect(pid()).toBeGreaterThan(0), { timeout: 10_000 });

describe('a child', () => {
  it('is noted until it has exited', async () => {
    const noted = new Set<number>();
    const registerProcess = (pid: number) => {
      noted.add(pid);
      return () => noted.delete(pid);
    };
    const child = forkEntry(program(FOREVER), { registerProcess });
    expect([...noted]).toEqual([child.pid]);
    expect(child.running).toBe(true);
    child.kill();
    expect(await child.ended).toMatchObject({ type: 'killed', signal: 'SIGKILL' });
    expect(noted.size).toBe(0);
    expect(child.running).toBe(false);
  });

  it('does not live on when it can not be noted', async () => {
    let pid = 0;
    const registerProcess = (one: number) => {
      pid = one;
      throw new Error('the disk is full');
    };
    expect(() => forkEntry(program(FOREVER), { registerProcess })).toThrow('the disk is full');
    await gone(pid);
  });

  it('has the watchdog of every entry', async () => {
    const source = `process.send(process.env.HOLDFAST_WATCHDOG_FD); process.disconnect();`;
    const child = forkEntry(program(source), { ...unnoted, ipc: true });
    const heard: unknown[] = [];
    child.listen((message) => heard.push(message));
    await child.ended;
    expect(heard).toEqual(['4']);
  });

  it('answers, and all it has sent has come when it has ended', async () => {
    const source = `process.once('message', (message) => {
      for (let n = 0; n < 100; n++) process.send([message, n]);
      setImmediate(() => process.disconnect());
    });`;
    const child = forkEntry(program(source), { ...unnoted, ipc: true });
    const heard: unknown[] = [];
    child.listen((message) => heard.push(message));
    child.send({ say: 'hello' });
    expect(await child.ended).toMatchObject({ type: 'exited', code: 0 });
    expect(heard).toHaveLength(100);
    child.send({ say: 'too late' });
  });

  it('that can not be started says so', async () => {
    const ending = await startCommand(join(dir, 'nothing'), unnoted).ended;
    expect(describeEnding(ending)).toContain('ENOENT');
  });

  it('is described by the line of its error rather than by the last', async () => {
    const child = forkEntry(program(`throw new TypeError('no such thing');`), { ...unnoted, stderr: 'tail' });
    expect(describeEnding(await child.ended)).toBe('exit code 1: TypeError: no such thing');
  });
});

describe('what a child started', () => {
  it('ends with its time limit', async () => {
    const [entry, sleeper] = withSleeper(false, 'ignore', FOREVER);
    const child = forkEntry(entry, { ...unnoted, msMax: 5000 });
    await come(sleeper);
    child.limit(1);
    expect(describeEnding(await child.ended)).toBe('no answer within 1 ms');
    await gone(sleeper());
  });

  it('is let be when the limit is lifted in time', async () => {
    const child = forkEntry(program(FOREVER), unnoted);
    child.limit(50)();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(child.running).toBe(true);
    child.end();
    expect(await child.ended).toMatchObject({ type: 'killed' });
  });

  it.runIf(process.platform === 'linux')('ends with it by the mark, though its parent has gone', async () => {
    const [entry, sleeper] = withSleeper(true, 'ignore', '');
    const child = forkEntry(entry, { ...unnoted, mark: join(dir, 'mark') });
    expect(await child.ended).toMatchObject({ type: 'exited', code: 0 });
    await gone(sleeper());
  });

  it('does not keep us waiting by an output that it holds open', async () => {
    const [entry, sleeper] = withSleeper(true, 'inherit', `console.error('the end'); process.exitCode = 3;`);
    const child = forkEntry(entry, { ...unnoted, stderr: 'tail' });
    expect(describeEnding(await child.ended)).toBe('exit code 3: the end');
    expect(isAlive(sleeper())).toBe(true);
    process.kill(sleeper(), 'SIGKILL');
  });
});

describe.skipIf(process.platform !== 'linux')('a control group, where one can be made', () => {
  it('ends what was detached with an environment of its own', async () => {
    const [entry, sleeper] = withSleeper(true, 'ignore', FOREVER, '{}');
    const child = forkEntry(entry, { ...unnoted, mark: join(dir, 'mark') });
    const inGroup = readFileSync(`/proc/${child.pid}/cgroup`, 'latin1').includes('/holdfast-');
    await come(sleeper);
    child.kill();
    await child.ended;
    // Elsewhere it stays, as docs/processes.md says.
    if (!inGroup) process.kill(sleeper(), 'SIGKILL');
    await gone(sleeper());
  });

  it('is taken away with the child, at the latest with those of its directory', async () => {
    const child = forkEntry(program(FOREVER), { ...unnoted, mark: join(dir, 'other-mark') });
    const [, group] = /:pids:(.*holdfast-.*)|^0::(.*holdfast-.*)/m.exec(
      readFileSync(`/proc/${child.pid}/cgroup`, 'latin1'),
    ) ?? [null, null];
    child.end();
    await child.ended;
    endGroups(dir);
    if (group === null || group === undefined) return;
    for (const mount of ['/sys/fs/cgroup', '/sys/fs/cgroup/pids']) {
      expect(existsSync(join(mount, group))).toBe(false);
    }
  });
});

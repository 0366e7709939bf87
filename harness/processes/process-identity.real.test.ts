// Processes are told apart by pid and start time, zombies from the living, and trees are killed whole. Real
// processes; the texts of other systems as tables.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { killTree, parsePsParents } from './kill-tree.js';
import { isAlive, isStillRunning } from './process-liveness.js';
import {
  isSameStart,
  ownStartTime,
  parseProcStat,
  parsePsStartTime,
  processStartTime,
  readProcStat,
} from './process-start-time.js';

const linux = process.platform === 'linux';
const children: ChildProcess[] = [];

function shell(script: string): ChildProcess & { pid: number } {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  if (child.pid === undefined) throw new Error('sh did not start');
  return Object.assign(child, { pid: child.pid });
}

afterEach(() => {
  for (const child of children.splice(0)) if (child.pid !== undefined) killTree(child.pid);
});

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no stdout');
  const [chunk] = await once(child.stdout, 'data');
  return String(chunk).trim();
}

/** Bounded by the test's own time limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('proc(5) stat', () => {
  test('the command may hold anything, parentheses and newlines too', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 15 }),
        fc.nat(),
        fc.nat(),
        (command, parent, ticks) => {
          const tail = `S ${parent} 1 1 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 ${ticks} 10000 200`;
          expect(parseProcStat(`77 (${command}) ${tail}`)).toEqual({
            state: 'S',
            parentPid: parent,
            startTicks: ticks,
          });
        },
      ),
    );
  });

  test.each(['', '77 (sh)', '77 (sh) S', '77 (sh) S x y'])('%j says nothing', (text) => {
    expect(parseProcStat(text)).toBeNull();
  });
});

test('ps on macOS names the start in local time', () => {
  expect(parsePsStartTime('Sun Nov 23 09:49:00 2025\n')).toBe(new Date(2025, 10, 23, 9, 49, 0).getTime());
  expect(parsePsStartTime('')).toBeNull();
  expect(parsePsStartTime(null)).toBeNull();
});

test('ps lists parents', () => {
  expect([...parsePsParents('    1     0\n  501   1\n\n')]).toEqual([
    [1, 0],
    [501, 1],
  ]);
});

test('start times are exact in ticks and allow two seconds in wall-clock time', () => {
  expect(isSameStart({ unit: 'boot-ticks', value: 5 }, { unit: 'boot-ticks', value: 6 })).toBe(false);
  expect(isSameStart({ unit: 'boot-ticks', value: 5 }, { unit: 'epoch-ms', value: 5 })).toBe(false);
  expect(isSameStart({ unit: 'epoch-ms', value: 10_000 }, { unit: 'epoch-ms', value: 11_900 })).toBe(true);
  expect(isSameStart({ unit: 'epoch-ms', value: 10_000 }, { unit: 'epoch-ms', value: 12_100 })).toBe(false);
});

test('this process started when it says it did', () => {
  const [own, asked] = [ownStartTime(), processStartTime(process.pid)];
  if (own === null || asked === null) throw new Error('this platform tells no start times');
  expect(isSameStart(own, asked)).toBe(true);
  expect(isStillRunning(process.pid, own)).toBe('yes');
  expect(isStillRunning(process.pid, { ...own, value: own.value + 60_000 })).toBe('no');
  expect(isStillRunning(process.pid, null)).toBe('unknown');
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 31])('pid %d is nobody', (pid) => {
  expect(isAlive(pid)).toBe(false);
  expect(processStartTime(pid)).toBeNull();
});

describe.runIf(linux)('real processes', () => {
  test('a zombie answers signal 0 and is not alive', async () => {
    // The shell becomes a sleep, which never collects its child; only then may the child end.
    const parent = shell('sleep 60 & echo $!; exec sleep 60');
    const zombie = Number(await firstLine(parent));
    await until(() => readFileSync(`/proc/${parent.pid}/comm`, 'latin1') === 'sleep\n');
    process.kill(zombie, 'SIGKILL');
    await until(() => readProcStat(zombie)?.state === 'Z');
    expect(process.kill(zombie, 0)).toBe(true);
    expect(isAlive(zombie)).toBe(false);
  });

  test('a stopped process is alive', async () => {
    const { pid } = shell('exec sleep 60');
    process.kill(pid, 'SIGSTOP');
    await until(() => readProcStat(pid)?.state === 'T');
    expect(isAlive(pid)).toBe(true);
  });

  test('a tree is killed with its grandchildren, stopped ones too, and nobody else', async () => {
    const bystander = shell('exec sleep 60');
    const root = shell('sh -c "sleep 60 & echo $! \\$!; wait" & wait');
    const grandchild = Number((await firstLine(root)).split(' ').at(-1));
    process.kill(grandchild, 'SIGSTOP');
    expect(isAlive(grandchild)).toBe(true);
    killTree(root.pid);
    await until(() => !isAlive(grandchild) && !isAlive(root.pid));
    expect(isAlive(bystander.pid)).toBe(true);
  });

  test('a process never kills itself, nor everybody', () => {
    for (const pid of [process.pid, 0, 1, -1]) killTree(pid);
    expect(isAlive(process.pid)).toBe(true);
  });
});

// Prestarted children are assigned in the order of their start and once each; one that died before is never
// assigned.
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { inCrashContext } from '../testing/crash-workbench.js';
import type { RecordedVariant, RecordTask } from './child-protocol.js';
import type { CrashContext } from './children.js';

// Children are forked from what was built.
const built = (name: string): string => new URL(`../../../dist/harness/${name}.js`, import.meta.url).href;
const { prestart } = (await import(
  built('crash/children/prestarted-children')
)) as typeof import('./prestarted-children.js');
const { runChild } = (await import(built('crash/children/children'))) as typeof import('./children.js');

/** Notes which children were started, and which of them have ended. */
function noting(
  work: (context: CrashContext, started: number[], ended: ReadonlySet<number>) => Promise<void>,
): Promise<void> {
  const started: number[] = [];
  const ended = new Set<number>();
  const registerProcess = (pid: number) => {
    started.push(pid);
    return () => ended.add(pid);
  };
  return inCrashContext('durable-rename', (context) => work({ ...context, registerProcess }, started, ended));
}

async function record(context: CrashContext): Promise<number> {
  const directory = context.freshDirectory('recording');
  const task: RecordTask = {
    strategy: 'flock',
    directory: path.resolve(directory),
    variants: ['document-present'],
    writes: 1,
    documentBytes: 300,
  };
  const { lines, ended } = await runChild<RecordedVariant>(context, 'record-entry', task, 30_000);
  expect(ended).toBeNull();
  return lines.length;
}

it('work in the order in which they were started, and once', () =>
  noting(async (context, started, ended) => {
    prestart(context, 2);
    prestart(context, 2);
    expect(started).toHaveLength(2);
    expect(await record(context)).toBe(1);
    expect([...ended]).toEqual(started.slice(0, 1));
    expect(await record(context)).toBe(1);
    expect([...ended]).toEqual(started);
    expect(await record(context)).toBe(1);
    expect(started).toHaveLength(3);
  }));

it('are not assigned when they have died', () =>
  noting(async (context, started, ended) => {
    prestart(context, 1);
    process.kill(started[0] ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(ended.size).toBe(1), { timeout: 10_000 });
    expect(await record(context)).toBe(1);
    expect(started).toHaveLength(2);
  }));

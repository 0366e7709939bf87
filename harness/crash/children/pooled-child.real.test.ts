// Children that recover, one task after another: used again as long as they live, and only then.
import fs from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { inCrashContext, writeStrategy } from '../testing/crash-workbench.js';
import type { RecoveredItem } from './child-protocol.js';
import type { CrashContext } from './children.js';

// Children are forked from what was built.
const built = new URL('../../../dist/harness/crash/recovery/recover.js', import.meta.url).href;
const { recoverAll } = (await import(built)) as typeof import('../recovery/recover.js');

/** Resolves with the pid of the child that recovered, as the strategy wrote it down, and what came out. */
async function recoverOnce(context: CrashContext): Promise<{ pid: string; outcome: RecoveredItem | null }> {
  const directory = context.freshDirectory('place');
  const item = {
    path: path.join(directory, 'tasks.json'),
    disk: null,
    lockPatienceMs: 0,
    ageMs: 0,
    documentBytes: 300,
  };
  const [outcome = null] = (await recoverAll(context, [item])).outcomes;
  const pidFile = path.join(directory, 'pid');
  return { pid: fs.existsSync(pidFile) ? fs.readFileSync(pidFile, 'utf8') : '', outcome };
}

const writesItsPid = `fs.writeFileSync(file, text);
  fs.writeFileSync(path.join(path.dirname(file), 'pid'), String(process.pid));`;

function withStrategy(source: string, work: (context: CrashContext) => Promise<void>): Promise<void> {
  return inCrashContext('', (context) =>
    work({ ...context, reference: writeStrategy(context.freshDirectory('strategy'), source) }),
  );
}

it('uses a child again', () =>
  withStrategy(writesItsPid, async (context) => {
    const first = await recoverOnce(context);
    expect(first.outcome?.nextWrite.type).toBe('ok');
    expect((await recoverOnce(context)).pid).toBe(first.pid);
  }));

const isGone = (pid: number) =>
  vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), { timeout: 10_000 });

it.each([
  ['while it waited', isGone],
  ['just now, and whose end is not known yet', async () => {}],
])('never uses one again that died %s', (_title, wait) =>
  withStrategy(writesItsPid, async (context) => {
    const first = await recoverOnce(context);
    expect(first.outcome?.nextWrite.type).toBe('ok');
    process.kill(Number(first.pid), 'SIGKILL');
    await wait(Number(first.pid));
    const second = await recoverOnce(context);
    expect(second.outcome?.nextWrite).toMatchObject({ type: 'ok' });
    expect(second.pid).not.toBe(first.pid);
  }),
);

it('reports a child that died at work with the end of its stderr', () =>
  withStrategy(`if (file.includes('place')) throw process.exit(7); ${writesItsPid}`, async (context) => {
    const { outcome } = await recoverOnce(context);
    expect(outcome?.nextWrite).toMatchObject({ message: expect.stringContaining('exit code 7') });
  }));

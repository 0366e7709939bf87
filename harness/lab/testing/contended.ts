// Runs killDuringContention for tests, in a case context of its own below the system's temporary directory:
// records every actor and leaves none behind. Also writes strategies as a user would, one file without any
// import of ours.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { HistoryFact } from '../../../results/vocabulary/history.js';
import { type ActorTask, journalPathOf } from '../../actors/actor.js';
import type { ActorEnding, ProcessHandle } from '../../actors/actor-handle.js';
import { readJournal } from '../../actors/read-journals.js';
import { waitUntilGone } from '../../processes/process-registry.js';
import { memoryPlace } from '../../processes/testing/memory-place.js';

/** Where actors can be started from: their entry exists only built. */
export const built = (file: string): string => new URL(`../../../dist/harness/${file}`, import.meta.url).href;
const { ActorPool } = (await import(
  built('actors/actor-pool.js')
)) as typeof import('../../actors/actor-pool.js');
const { CaseContext } = (await import(
  built('actors/case-context.js')
)) as typeof import('../../actors/case-context.js');
const { ActivityMark } = (await import(
  built('actors/activity.js')
)) as typeof import('../../actors/activity.js');
const { loadStrategy } = (await import(
  built('actors/strategy-reference.js')
)) as typeof import('../../actors/strategy-reference.js');
const { killDuringContention } = (await import(
  built('lab/kill-during-contention.js')
)) as typeof import('../kill-during-contention.js');

class WatchedCrew extends ActorPool {
  readonly started: ProcessHandle[] = [];

  override process(task: ActorTask): ProcessHandle {
    const running = super.process(task);
    this.started.push(running);
    return running;
  }
}

export interface Contender {
  running: ProcessHandle;
  /** When the history was complete. */
  ending: ActorEnding | 'acts still';
  /** Writes, by its journal. */
  acknowledged: number;
}

export interface Contended {
  /** null: it rejected, with `error`. */
  fact: HistoryFact | null;
  error: unknown;
  /** By the numbers that they have in the history. */
  actors: Contender[];
  /** Processes that had not ended, whether they waited for work or did any. */
  alive: ReadonlySet<number>;
}

/** `strategy`: a built-in one, or what writes one into a directory and returns its reference. */
export async function contended(
  strategy: string | ((directory: string) => string),
  plan: { kills: number; writers: number; hangMs?: number },
  look: (contended: Contended) => void | Promise<void>,
): Promise<void> {
  const directory = fs.mkdtempSync(path.join(memoryPlace, 'holdfast-kill-'));
  const reference = typeof strategy === 'string' ? strategy : strategy(directory);
  const alive = new Set<number>();
  const registerProcess = (pid: number) => {
    alive.add(pid);
    return () => alive.delete(pid);
  };
  const actorPool = new WatchedCrew(registerProcess);
  const mark = new ActivityMark(path.join(directory, 'activity'));
  try {
    const context = new CaseContext(await loadStrategy(reference), {
      reference,
      directory,
      seed: 7,
      mark,
      epochNs: process.hrtime.bigint(),
      actorPool,
      registerProcess,
    });
    const outcome = await killDuringContention(context, { ...plan, documentBytes: 300 }).then(
      (fact) => ({ fact, error: null }),
      (error: unknown) => ({ fact: null, error }),
    );
    const actors = await Promise.all(actorPool.started.map(toldOf));
    await look({ ...outcome, actors, alive: new Set(alive) });
  } finally {
    mark.close();
    // Who waits for more work would go with this process.
    for (const pid of alive) process.kill(pid, 'SIGKILL');
    await waitUntilGone([...alive], 20_000);
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

async function toldOf(running: ProcessHandle): Promise<Contender> {
  const ending = await Promise.race([running.ended, Promise.resolve('acts still' as const)]);
  const journal = readJournal(journalPathOf(running.task, 0));
  return { running, ending, acknowledged: journal.filter(({ e }) => e === 'write-ok').length };
}

/**
 * Writes a strategy without a lock, safe for one writer at a time but for these parts, which actors have
 * instead, or whoever opens it: functions `open()`, `read()`, `write(stored)`, `close()`. `load()`,
 * `save(stored)` and `writes`, the number of this process's writes, are at hand.
 */
export const mine =
  (parts: string, whose: 'actors' | 'everybody' = 'actors') =>
  (directory: string): string => {
    const file = path.join(directory, 'mine.mjs');
    fs.writeFileSync(
      file,
      `import fs from 'node:fs';
       const isOther = ${whose === 'everybody'} || /process-entry/.test(process.argv[1]);
       let writes = 0;
       export default { id: 'mine', async open(file) {
         const load = () => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : null);
         const save = (stored) => {
           fs.writeFileSync(file + '.' + process.pid, JSON.stringify(stored));
           fs.renameSync(file + '.' + process.pid, file);
         };
         const parts = { open() {}, read: load, write: save, close() {}, ...(isOther ? { ${parts} } : {}) };
         await parts.open();
         return {
           read: async () => parts.read(),
           write: async (next, expected) => {
             writes += 1;
             const rev = parts.read()?.rev ?? 0;
             if (rev !== expected) throw Object.assign(new Error('another rev'), { code: 'CONFLICT' });
             const stored = { ...next, rev: rev + 1 };
             await parts.write(stored);
             return stored;
           },
           close: async () => parts.close(),
         };
       } };`,
    );
    return pathToFileURL(file).href;
  };

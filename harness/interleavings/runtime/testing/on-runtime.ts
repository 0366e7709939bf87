// A world for tests: in a directory below the system's temporary one, gone afterwards, with every process
// that was ever started noted; and strategies written as a user would, one file without any import of ours.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { memoryPlace } from '../../../processes/testing/memory-place.js';
import type { Chooser, Pending } from '../../program.js';
import type { Setup } from '../../setups.js';
import type { Runtime, RuntimeOptions } from '../runtime.js';

// The entries beside it exist only built.
const { openRuntime } = (await import(
  new URL('../../../../dist/harness/interleavings/runtime/runtime.js', import.meta.url).href
)) as typeof import('../runtime.js');

/**
 * For hangs, which wait for it. A quarter of it, too, is far longer than a turn, which is counted in looks.
 */
export const TURN_MS_MAX = 1600;

export interface TestRuntime {
  runtime: Runtime;
  directory: string;
  /** Of processes that run. */
  pids: Set<number>;
}

/** Runs `work` on a runtime and disposes of that afterwards, also when it fails. */
export async function onRuntime<T>(
  options: Pick<RuntimeOptions, 'scope' | 'reference'> & Partial<RuntimeOptions>,
  work: (on: TestRuntime) => Promise<T>,
): Promise<T> {
  return await inDirectory(async (directory) => {
    const pids = new Set<number>();
    const registerProcess = (pid: number): (() => void) => {
      pids.add(pid);
      return () => pids.delete(pid);
    };
    const runtime = await openRuntime({ directory, registerProcess, clients: 2, ...options });
    try {
      return await work({ runtime, directory, pids });
    } finally {
      await runtime.dispose();
    }
  });
}

export async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = fs.mkdtempSync(path.join(memoryPlace, 'holdfast-runtime-'));
  try {
    return await work(directory);
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

export function setupWith(changes: Partial<Setup> = {}): Setup {
  return {
    writers: 2,
    writes: 2,
    triesMax: 6,
    readers: 0,
    reads: 0,
    documentBytes: 300,
    seed: 7,
    leftovers: null,
    dead: [],
    realDeaths: false,
    ...changes,
  };
}

/** The clients that may go on without a preemption: sleepers only when none is awake, the earliest first. */
function eligible(pending: readonly Pending[]): readonly Pending[] {
  const awake = pending.filter(({ state }) => state === 'gate');
  if (awake.length > 0) return awake;
  return [...pending].sort((a, b) => (a.wakeMs ?? 0) - (b.wakeMs ?? 0)).slice(0, 1);
}

/** Another client at every moment, where there is one. */
export const alternately: Chooser = ({ pending, last }) => {
  const some = eligible(pending);
  const { client } = some.find((one) => one.client !== last) ?? some[0] ?? { client: 0 };
  return { do: 'run', client };
};

/** The client that ran last goes on as long as it can. */
export const inTurn: Chooser = ({ pending, last }) => {
  const some = eligible(pending);
  const { client } = some.find((one) => one.client === last) ?? some[0] ?? { client: 0 };
  return { do: 'run', client };
};

/** A chooser by chance, the same for the same seed. */
export function byChance(seed: number): Chooser {
  let state = seed;
  return ({ pending }) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    const some = eligible(pending);
    return { do: 'run', client: some[(state >> 8) % some.length]?.client ?? 0 };
  };
}

/** A strategy whose `write` begins with this source. */
export function writeStrategy(directory: string, source: string): string {
  const file = path.join(directory, 'mine.mjs');
  fs.writeFileSync(
    file,
    `import fs from 'node:fs';
     export default { id: 'mine', async open(file) {
       const read = () => fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : null;
       return {
         async read() { return read(); },
         async write(next, expected) {
           const rev = (read()?.rev ?? 0) + 1;
           ${source}
           const stored = { ...next, rev };
           fs.writeFileSync(file, JSON.stringify(stored));
           return stored;
         },
         async close() {},
       };
     } };`,
  );
  return pathToFileURL(file).href;
}

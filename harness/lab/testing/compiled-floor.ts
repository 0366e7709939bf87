// The floors in C, compiled when there is a compiler: how much of the floor is Node's. A process for each round,
// which times its own writes, so that its start costs nothing.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeEnding, endedWell, startCommand } from '../../processes/fork.js';

/** From the built file to the source in the repository. */
const SOURCE = fileURLToPath(new URL('../../../../harness/lab/testing/floor.c', import.meta.url));
const MS_MAX = 120_000;

export interface CompiledFloor {
  /** The nanoseconds of so many writes of `size` bytes. */
  run(kind: 'flush' | 'rename', directory: string, size: number, count: number): Promise<number[]>;
}

/** A sentence where there is none. */
export async function compiledFloor(place: string): Promise<CompiledFloor | string> {
  if (process.platform === 'win32') return 'left out on Windows, which has other calls';
  const program = path.join(place, 'floor');
  const log = path.join(place, 'floor.log');
  const compiled = await runCommand('cc', ['-O2', '-o', program, SOURCE], log);
  if (compiled !== null) return `left out: no C compiler answers to cc (${compiled})`;
  return {
    async run(kind, directory, size, count) {
      const failed = await runCommand(program, [kind, directory, String(size), String(count)], log);
      if (failed !== null) throw new Error(`the floor in C: ${failed}`);
      return fs.readFileSync(log, 'utf8').split('\n').filter(Boolean).map(Number);
    },
  };
}

/** What went wrong; null: nothing. */
async function runCommand(file: string, args: readonly string[], log: string): Promise<string | null> {
  const stderr = fs.openSync(log, 'w');
  try {
    const child = startCommand(file, { registerProcess: null, args, stderr, msMax: MS_MAX });
    const ending = await child.ended;
    return endedWell(ending) ? null : describeEnding(ending);
  } finally {
    fs.closeSync(stderr);
  }
}

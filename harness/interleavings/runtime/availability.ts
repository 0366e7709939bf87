// Whether schedules of real clients can be run here at all: they need named pipes, on the file system in
// question.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePipes } from './channel/named-pipes.js';

export interface Unavailable {
  reason: string;
  remedy: string;
}

/** Makes a trial pipe in `directory`. null: schedules can be run. */
export async function runtimeUnavailability(
  directory: string,
  platform: NodeJS.Platform = process.platform,
): Promise<Unavailable | null> {
  if (platform === 'win32') {
    return {
      reason: 'Windows has no named pipes in its file system, by which clients are led step by step',
      remedy: 'run this on Linux or macOS, or in WSL: locks of Windows itself stay unexplored',
    };
  }
  const trial = { down: join(directory, 'trial-down'), up: join(directory, 'trial-up') };
  try {
    await makePipes([trial]);
  } catch (error) {
    return {
      reason: `no named pipe can be made in ${directory}: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'have mkfifo(1) in the PATH, and a work directory on a file system that knows named pipes',
    };
  } finally {
    for (const path of [trial.down, trial.up]) rmSync(path, { force: true });
  }
  return null;
}

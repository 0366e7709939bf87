// O_EXCL between two processes that ask for the same new name at the same time: exactly one may win. A number
// of rounds can refute it; it can't prove that no race is left (NFSv2 had one).
import { join } from 'node:path';
import type { Observation } from '../../../results/facts/platform-probe.js';
import type { ProbeDirectory } from './probe-directory.js';

const rounds = 50;

export const exclusiveCreateTitle = 'Does exclusive creation (O_EXCL) let exactly one of two processes win?';

export async function observeExclusiveCreate(workbench: ProbeDirectory): Promise<Observation> {
  const wins = { first: 0, second: 0 };
  for (let round = 0; round < rounds; round++) {
    const path = join(workbench.dir, `exclusive-${round}`);
    const [first, second] = await Promise.all([
      workbench.createExclusively('first', path),
      workbench.createExclusively('second', path),
    ]);
    if (first === second) {
      return {
        outcome: 'no',
        detail: `Round ${round + 1}: ${first === 'got' ? 'both' : 'neither'} of them won.`,
      };
    }
    wins[first === 'got' ? 'first' : 'second']++;
  }
  return {
    outcome: 'yes',
    detail: `One winner in each of ${rounds} rounds (${wins.first} to ${wins.second}).`,
  };
}

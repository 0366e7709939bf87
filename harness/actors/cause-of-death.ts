// Translates the end of a child process into the cause that a death fact stores.
import type { DeathFact } from '../../results/vocabulary/death.js';
import type { ChildEnding } from '../processes/fork.js';

/** Exit code 0 is a death too when the work was not done. */
export function causeOfDeath(ending: ChildEnding): DeathFact['how'] {
  switch (ending.type) {
    case 'exited':
      return { type: 'exit', exitCode: ending.code };
    case 'killed':
      return { type: 'signal', signal: ending.signal };
    case 'overdue':
      return { type: 'hang', afterMs: ending.msMax };
    case 'failed':
      return { type: 'uncaught', message: ending.message };
    default:
      return ending satisfies never;
  }
}

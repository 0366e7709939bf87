// A writer that stands still while it holds its lock, as in a debugger, on a laptop that sleeps, or in a slow
// fsync, and that is killed in the end. Others must get an answer in time, and the next client must get through
// to what it left. What is lost when such a holder goes on is not judged here.
import type { Fact } from '../results/facts/facts.js';
import { completes } from './checks/completes.js';
import {
  keepsLockTimeout,
  lockSurvivesExit,
  survivesClockSetBack,
  survivesReusedPid,
} from './checks/held-lock-checks.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

const heldLock: Scenario = {
  id: 'held-lock',
  title: 'A holder that stands still, and what it leaves',
  explanation:
    'A writer in a process of its own stands still right before it would change the document. Others ask for its ' +
    'lock with several timeouts, and again after a program that had used the document has ended. Then the ' +
    'holder is killed, and fresh clients write what it left: with its process id given to a living stranger, and dated an hour ahead.',
  scopes: ['processes'],
  lane: 'crash',
  durationMs: { quick: 900, standard: 6000, soak: 6000 },
  needs: ['held-lock'],
  canaries: [
    { strategy: 'waits-forever', by: ['keeps-lock-timeout'] },
    { strategy: 'unlocks-at-exit', by: ['lock-survives-exit'] },
    { strategy: 'pid-file', by: ['survives-reused-pid'] },
    { strategy: 'trusts-the-clock', by: ['survives-clock-set-back'] },
  ],
  checks: [keepsLockTimeout, lockSurvivesExit, survivesReusedPid, survivesClockSetBack, completes],
  run: async (lab: Lab): Promise<Fact[]> => [
    await lab.heldLock({ timeoutsMs: lab.profile === 'quick' ? [0, 300] : [0, 300, 5000] }),
  ],
};
export default heldLock;

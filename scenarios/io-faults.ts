// Faults of the file system in the middle of a call: a full disk, a failing disk, no descriptors left, a short
// write, a failed sync, a refused rename.
import type { Fact } from '../results/facts/facts.js';
import { completes } from './checks/completes.js';
import { failsTyped } from './checks/faults/fails-typed.js';
import { faultConduct } from './checks/faults/fault-conduct.js';
import { keepsData } from './checks/faults/keeps-data.js';
import { keepsExclusion } from './checks/faults/keeps-exclusion.js';
import { noDescriptorLeak } from './checks/faults/no-descriptor-leak.js';
import { noIgnoredSync } from './checks/faults/no-ignored-sync.js';
import { noLitterAfterFault } from './checks/faults/no-litter-after-fault.js';
import { survivesFailedSync } from './checks/faults/survives-failed-sync.js';
import { worksAgain } from './checks/faults/works-again.js';
import { SMALL_DOCUMENT_BYTES } from './contention-scenario.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

const ioFaults: Scenario = {
  id: 'io-faults',
  title: 'Faults of the file system',
  explanation:
    'Each operation of one write and of one read fails with each error that its system call may give (ENOSPC, EDQUOT, ' +
    'EIO, EMFILE, ENFILE, EACCES, EPERM, EROFS, EBUSY, EXDEV, EINTR), once and from then on; reads and writes also take ' +
    'only a part, and temporary files and locks are gone, as if somebody had removed them. Time is virtual: waiting ' +
    'before another try costs none. The call may reject, or get over it. Afterwards what had been acknowledged must be there, whole; the same store and a ' +
    'new one must be able to write; no file and no descriptor may stay; and a failed sync may never be acknowledged. ' +
    'The faults are injected at the calls of node:fs; where native code takes part, at its system calls by strace (Linux). ' +
    'What other processes do meets none of them.',
  scopes: ['single'],
  lane: 'crash',
  durationMs: { quick: 1500, standard: 3000, soak: 1500 },
  needs: ['io-faults'],
  canaries: [
    { strategy: 'short-write', by: ['keeps-data'], part: 'writes' },
    { strategy: 'sync-error-swallowed', by: ['no-ignored-sync', 'survives-failed-sync'], part: 'syncs' },
    { strategy: 'sync-retried', by: ['no-ignored-sync', 'survives-failed-sync'], part: 'syncs' },
    { strategy: 'leaks-on-failure', by: ['no-descriptor-leak'], part: 'writes' },
    { strategy: 'unlocked-when-refused', by: ['keeps-exclusion'], part: 'opens' },
    { strategy: 'lock-kept', by: ['works-again'], part: 'writes' },
    { strategy: 'poisoned-queue', by: ['works-again'], part: 'writes' },
    { strategy: 'copies-across-devices', by: ['keeps-data'], part: 'renames' },
    { strategy: 'unlinks-before-rename', by: ['keeps-data'], part: 'renames' },
  ],
  checks: [
    keepsData,
    keepsExclusion,
    noIgnoredSync,
    survivesFailedSync,
    worksAgain,
    noLitterAfterFault,
    noDescriptorLeak,
    failsTyped,
    faultConduct,
    completes,
  ],
  run: async (lab: Lab, _scope, parts = null): Promise<Fact[]> => [
    await lab.ioFaults({ documentBytes: SMALL_DOCUMENT_BYTES }, parts),
  ],
};
export default ioFaults;

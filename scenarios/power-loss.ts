// Power loss: every disk state that a power cut may leave of a few writes, at every moment and under
// persistence models of growing strength, is opened by the strategy itself. Acknowledged writes must be
// there. The result rests on models of file systems and on a recording of the strategy's calls to the kernel;
// disks that lie about a flush are not modelled.
import type { Fact } from '../results/facts/facts.js';
import { completes } from './checks/completes.js';
import { noLitterAfterPowerLoss, survivesModel } from './checks/survives-power-loss.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

/** Three blocks of 512 bytes, so that a document can be torn between them. */
const DOCUMENT_BYTES = 1200;

const powerLoss: Scenario = {
  id: 'power-loss',
  title: 'Power loss during a write',
  explanation:
    'A few writes are recorded: onto a document, onto one behind a symbolic link in another directory, into an empty ' +
    'directory, and into directories that do not exist yet. From the recording every disk is built that a power loss may leave at any moment, under three models of ' +
    'what a file system keeps: names in order with the data of a file that replaces another (ext4 mounted with ' +
    'nodioread_nolock or data=journal), names in order without that data (ext4 as mounted by default, xfs), and ' +
    'nothing but what was synced. M0.3’s row asks for the second. ' +
    'The strategy itself opens them, reads and writes. What native code and other processes do is unknown, unless ' +
    'it is recorded with --recorder strace (Linux). M0.3 "Power Loss During Write".',
  scopes: ['single'],
  lane: 'crash',
  durationMs: { quick: 600, standard: 1500, soak: 20_000 },
  auditsSyncs: true,
  needs: ['crash-states'],
  canaries: [
    { strategy: 'm03', by: ['survives-ordered'] },
    { strategy: 'unsynced-directory', by: ['survives-ordered'] },
    { strategy: 'unsynced-rename', by: ['survives-journaled'] },
    { strategy: 'synced-directory-only', by: ['survives-journaled'] },
    { strategy: 'unsynced-replacement', by: ['survives-journaled'] },
    { strategy: 'file-resync', by: ['survives-weakest'] },
    { strategy: 'unsynced-ancestor', by: ['survives-weakest'] },
    { strategy: 'synced-link-directory', by: ['survives-ordered'] },
  ],
  checks: [
    survivesModel('ordered'),
    survivesModel('journaled'),
    survivesModel('weakest'),
    noLitterAfterPowerLoss,
    completes,
  ],
  run: async (lab: Lab): Promise<Fact[]> => [
    await lab.crashStates({
      writes: { quick: 2, standard: 3, soak: 3 }[lab.profile],
      documentBytes: DOCUMENT_BYTES,
      statesMax: { quick: 40_000, standard: 100_000, soak: 400_000 }[lab.profile],
      statesPerPointMax: { quick: 2048, standard: 4096, soak: 4096 }[lab.profile],
      recoveriesMax: { quick: 60, standard: 300, soak: 20_000 }[lab.profile],
    }),
  ],
};
export default powerLoss;

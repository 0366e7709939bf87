// What an experiment with faults needs of its case, and what it leaves: in JavaScript and by system calls alike.
import type { IoFaultsFact } from '../../results/facts/io-faults-fact.js';
import type { DeathFact } from '../../results/vocabulary/death.js';
import type { CaseContext } from '../actors/case-context.js';

export type FaultContext = Pick<CaseContext, 'reference' | 'freshDirectory' | 'registerProcess'>;

export interface TriedFaults {
  fact: IoFaultsFact;
  /** The strategy ended its process while a fault was tried. */
  death: DeathFact | null;
}

// Messages between the experiment and its child: one task, and the lines it answers with.
import type { IoFault, IoFaultsFact } from '../../results/facts/io-faults-fact.js';

export interface FaultTask {
  /** Reference of the strategy. */
  strategy: string;
  /** Absolute and empty. */
  directory: string;
  documentBytes: number;
}

export type FaultLine =
  | { say: 'call'; call: IoFault['call']; operations: string[]; locked: boolean }
  /** Comes before the fault is tried, in case the strategy ends its process. */
  | { say: 'trying'; call: IoFault['call']; operation: string; fault: string }
  | { say: 'fault'; fault: IoFault }
  | { say: 'leaks'; leaks: IoFaultsFact['descriptorLeaks'] }
  | { say: 'distrust'; reason: string }
  | { say: 'done' };

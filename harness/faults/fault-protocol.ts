// Messages between the experiments and their children: one task, and the lines or replies it is answered with.
import type { IoFault, IoFaultsFact } from '../../results/facts/io-faults-fact.js';

export interface FaultTask {
  /** Reference of the strategy. */
  strategy: string;
  /** Absolute and empty. */
  directory: string;
  documentBytes: number;
  /** Parts of the scenario, see `partOf`; null: all. */
  parts: readonly string[] | null;
}

export type FaultLine =
  | { say: 'call'; call: IoFault['call']; operations: string[]; locked: boolean }
  /** Comes before the fault is tried, in case the strategy ends its process. */
  | { say: 'trying'; call: IoFault['call']; operation: string; fault: string }
  | { say: 'fault'; fault: IoFault }
  | { say: 'leaks'; leaks: IoFaultsFact['descriptorLeaks'] }
  /** `native`: by an addon, whose system calls could be failed. */
  | { say: 'distrust'; reason: string; native: boolean }
  | { say: 'done' };

export const DOCUMENT_NAME = 'tasks.yaml';

/** By these files a child and the experiment that has attached strace to it tell each other where they are. */
export const signals = { ended: 'ended', detached: 'detached' } as const;

/** To a child whose system calls are failed. go: strace is attached. */
export type StracedOrder = { do: 'attempt'; call: IoFault['call'] } | { do: 'go' };

export type StracedReply =
  | { say: 'ready' }
  | { say: 'prepared'; directory: string }
  /** `opened`: descriptors that are open now and were not before. */
  | {
      say: 'attempted';
      told: Pick<IoFault, 'oldToken' | 'newToken' | 'answer' | 'after' | 'uncaught'>;
      opened: number;
    };

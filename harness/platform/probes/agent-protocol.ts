// Messages between the doctor and its probing processes, over IPC.

import type { Observation } from '../../../results/facts/platform-probe.js';
import type { FileProbeId } from './file-probes.js';
import type { LockKind } from './lock-kinds.js';

export type AgentCommand =
  /**
   * Opens a file for reading and writing under a handle of the caller's choice. worker: in a thread of its
   * own.
   */
  | { do: 'open'; handle: string; path: string; thread: 'main' | 'worker' }
  | { do: 'close'; handle: string }
  /** Tries once, exclusively. */
  | { do: 'lock'; handle: string; kind: LockKind }
  | { do: 'create-exclusively'; path: string }
  | { do: 'file-probe'; id: FileProbeId; dir: string };

export type AgentAnswer =
  | { type: 'done' }
  | { type: 'got' }
  | { type: 'busy' }
  | { type: 'observed'; observation: Observation }
  | { type: 'error'; code: string | null; message: string };

export interface AgentRequest {
  sequence: number;
  command: AgentCommand;
}

export interface AgentReply {
  sequence: number;
  answer: AgentAnswer;
}

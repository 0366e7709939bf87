// Messages between the command, the rig in its mount namespace, and the rig's own children. Plain data of one
// build: nothing is stored, nothing validated.
import type { NextWrite, RecoveredFile } from '../../../results/facts/kill-points-fact.js';
import type { PowerCutSession } from '../../../results/verdicts/power-cuts.js';
import type { DiskMark } from '../images/disk-marks.js';
import type { MountedFileSystem } from './block-file-systems.js';

export interface RigTask {
  /** See `loadStrategy`. */
  strategy: string;
  fileSystem: MountedFileSystem;
  documentBytes: number;
  imagesMax: number;
  seed: number;
  /** Of the run, in which processes and mounts are noted. */
  runDirectory: string;
  /** A part of a path; each rig of a run has its own. */
  name: string;
}

/** The session without what only the command knows. */
export type RigResult = Omit<PowerCutSession, 'grade'>;

export type RigReport =
  | { say: 'progress'; images: number }
  | { say: 'done'; result: RigResult }
  | { say: 'faulted'; reason: string };

export interface WorkloadTask {
  strategy: string;
  /** On the file system that is watched. */
  directory: string;
  places: number;
  seed: number;
  documentBytes: number;
}

/** Each but the last two is answered by an empty message when it is done. */
export type WorkloadRequest =
  | { say: 'mark'; mark: DiskMark }
  /** Everything shall be on the disk. */
  | { say: 'sync' }
  | { say: 'done' }
  | { say: 'faulted'; reason: string };

export interface ReaderTask {
  strategy: string;
  /** For what the reader needs itself; not on a file system that is cut. */
  directory: string;
  documentBytes: number;
  /** Of the process that wrote. */
  writer: number;
}

/** `name`: what the document is called by; `document`: where it is. */
export interface ReadRequest {
  name: string;
  document: string;
  followUp: boolean;
}

export type ReaderAnswer =
  | { say: 'ready' }
  | {
      say: 'read';
      recovered: RecoveredFile;
      /** The document's file is there and empty. */
      empty: boolean;
      /** null: it was not asked for. */
      nextWrite: NextWrite | null;
    };

// The common shape of a commit by rename, with its steps to be filled in: what canaries that break exactly one
// step are made of.
import { closeSync, openSync, unlinkSync } from 'node:fs';
import type { Commit } from './commit.js';
import { makeDurableDirectory, syncName } from './directory-sync.js';
import { renameOver } from './rename-over.js';
import { writeAll } from './write-all.js';

export interface StagedSteps {
  /** Writes the new content; default: all of it. */
  fill?: (fd: number, content: Uint8Array) => void;
  /** Makes the content durable. */
  sync: (fd: number) => void;
  /** Closes the temporary file; `failed`: an earlier step threw. Default: always. */
  close?: (fd: number, failed: boolean) => void;
  /** Puts it in place of the document. Default: rename. */
  publish?: (tmp: string, target: string) => void;
}

export function stagedRename({
  fill = writeAll,
  sync,
  close = closeSync,
  publish = renameOver,
}: StagedSteps): Commit {
  return {
    prepareDirectory: makeDurableDirectory,
    commit(target, content) {
      const tmp = `${target}.tmp`;
      try {
        const fd = openSync(tmp, 'w');
        let failed = true;
        try {
          fill(fd, content);
          sync(fd);
          failed = false;
        } finally {
          close(fd, failed);
        }
        publish(tmp, target);
      } catch (error) {
        removeQuietly(tmp);
        throw error;
      }
      syncName(target);
    },
  };
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // The first error is the one to report; the next writer begins this file anew.
  }
}

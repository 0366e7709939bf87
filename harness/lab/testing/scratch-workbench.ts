// A context for searches outside of a run: fresh directories below one that the caller owns and removes.
import fs from 'node:fs';
import path from 'node:path';
import type { ExplorationContext } from '../../interleavings/explore-interleavings.js';

export function scratchContext(
  reference: string,
  directory: string,
  registerProcess: (pid: number) => () => void = () => () => {},
): ExplorationContext {
  return {
    reference,
    registerProcess,
    freshDirectory: (name) => fs.mkdtempSync(path.join(directory, `${name}-`)),
  };
}

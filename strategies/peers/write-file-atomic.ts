// The library write-file-atomic in its usual use: read, compare the rev, write. Claims atomic replacement
// only. It syncs the temporary file but not the directory, and ignores short writes; and nothing protects the
// read-modify-write, so two writers lose updates.

import type { Strategy } from '../strategy.js';
import { libraryAvailability, openReadModifyWrite, type Replace } from './read-modify-write.js';

async function load(): Promise<Replace> {
  // The name is not a literal, so that nothing here depends on the library: the user installs it.
  const name: string = 'write-file-atomic';
  const module = (await import(name)) as { default: Replace };
  return module.default;
}

const strategy: Strategy = {
  id: 'write-file-atomic',
  title: 'write-file-atomic, no lock',
  role: 'peer',
  claims: { threads: false, processes: false, powerLoss: false },
  availability: () => libraryAvailability('write-file-atomic', load),
  open: (path) => openReadModifyWrite(load, path),
};

export default strategy;

// The library atomically in its usual use: read, compare the rev, write. Claims atomic replacement only. It
// syncs the temporary file but not the directory, so a power cut can lose an acknowledged write; and nothing
// protects the read-modify-write, so two writers lose updates.

import type { Strategy } from '../strategy.js';
import { libraryAvailability, openReadModifyWrite, type Replace } from './read-modify-write.js';

async function load(): Promise<Replace> {
  // The name is not a literal, so that nothing here depends on the library: the user installs it.
  const name: string = 'atomically';
  const module = (await import(name)) as { writeFile: Replace };
  return module.writeFile;
}

const strategy: Strategy = {
  id: 'atomically',
  title: 'atomically, no lock',
  role: 'peer',
  claims: { threads: false, processes: false, powerLoss: false },
  availability: () => libraryAvailability('atomically', load),
  open: (path) => openReadModifyWrite(load, path),
};

export default strategy;

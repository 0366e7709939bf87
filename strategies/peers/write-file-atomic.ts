// The library write-file-atomic as it is usually used: read, compare the rev, write. It syncs the temporary file,
// not the directory, and ignores short writes; nothing protects the read-modify-write. Claims nothing but the
// atomic replacement.

import type { Strategy } from '../strategy.js';
import { libraryAvailability, openReadModifyWrite, type Replace } from './read-modify-write.js';

async function load(): Promise<Replace> {
  // By name at run time: the library is the user's to install.
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

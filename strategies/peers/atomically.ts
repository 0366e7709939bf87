// The library atomically as it is usually used: read, compare the rev, write. It syncs the temporary file, not the
// directory; nothing protects the read-modify-write. Claims nothing but the atomic replacement.

import type { Strategy } from '../strategy.js';
import { libraryAvailability, openReadModifyWrite, type Replace } from './read-modify-write.js';

async function load(): Promise<Replace> {
  // By name at run time: the library is the user's to install.
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

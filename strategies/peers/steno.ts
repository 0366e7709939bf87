// The library steno in its usual use: read, compare the rev, write. Claims nothing. It renames a temporary
// file with a fixed name and syncs nothing; and nothing protects the read-modify-write, so two writers lose
// updates.

import type { Strategy } from '../strategy.js';
import { libraryAvailability, openReadModifyWrite, type Replace } from './read-modify-write.js';

async function load(): Promise<Replace> {
  // The name is not a literal, so that nothing here depends on the library: the user installs it.
  const name: string = 'steno';
  const module = (await import(name)) as {
    Writer: new (path: string) => { write(text: string): Promise<void> };
  };
  const writers = new Map<string, { write(text: string): Promise<void> }>();
  return (path, text) => {
    const writer = writers.get(path) ?? new module.Writer(path);
    writers.set(path, writer);
    return writer.write(text);
  };
}

let loaded: Promise<Replace> | undefined;
function loadOnce(): Promise<Replace> {
  loaded ??= load();
  return loaded;
}

const strategy: Strategy = {
  id: 'steno',
  title: 'steno, no lock',
  role: 'peer',
  claims: { threads: false, processes: false, powerLoss: false },
  availability: () => libraryAvailability('steno', load),
  open: (path) => openReadModifyWrite(loadOnce, path),
};

export default strategy;

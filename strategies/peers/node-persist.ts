// The library node-persist, for one writer: a directory with a file for each key, of which one is the document.
// Files are written in place and synced never.
import { replace } from '../adapters.js';
import { library, type Plain } from './library.js';

interface Storage {
  init(): Promise<unknown>;
  getItem(key: string): Promise<Plain | undefined>;
  setItem(key: string, value: Plain): Promise<unknown>;
  stopWriteQueueInterval(): void;
  stopExpiredKeysInterval(): void;
}
const { availability, load } = library<{ default: { create(options: { dir: string }): Storage } }>(
  'node-persist',
);

export default replace({
  id: 'node-persist',
  title: 'node-persist: a JSON file for each key',
  role: 'peer',
  availability,
  async open(path) {
    const { default: nodePersist } = await load();
    const storage = nodePersist.create({ dir: `${path}.d` });
    await storage.init();
    return {
      read: () => storage.getItem('document'),
      write: (next) => storage.setItem('document', next),
      close() {
        storage.stopWriteQueueInterval();
        storage.stopExpiredKeysInterval();
      },
    };
  },
});

// The library write-file-atomic, for one writer. It syncs the temporary file but not the directory, so a loss
// of power can take back an acknowledged write, and it ignores how much of the text was written.
import { replace } from '../adapters.js';
import { library, readJson } from './library.js';

const { availability, load } = library<{ default(path: string, text: string): Promise<void> }>(
  'write-file-atomic',
);

export default replace({
  id: 'write-file-atomic',
  title: 'write-file-atomic: JSON, replaced',
  role: 'peer',
  availability,
  async open(path) {
    const { default: writeFileAtomic } = await load();
    return { read: () => readJson(path), write: (next) => writeFileAtomic(path, JSON.stringify(next)) };
  },
});

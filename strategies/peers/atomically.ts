// The library atomically, for one writer. It syncs the temporary file but not the directory, so a loss of power
// can take back an acknowledged write, and it ignores how much of the text was written.
import { replace } from '../adapters.js';
import { library, readJson } from './library.js';

const { availability, load } = library<{ writeFile(path: string, text: string): Promise<void> }>(
  'atomically',
);

export default replace({
  id: 'atomically',
  title: 'atomically: JSON, replaced',
  role: 'peer',
  availability,
  async open(path) {
    const { writeFile } = await load();
    return { read: () => readJson(path), write: (next) => writeFile(path, JSON.stringify(next)) };
  },
});

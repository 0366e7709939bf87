// The library steno, for one writer. It renames a temporary file with a fixed name and syncs nothing.
import { replace } from '../adapters.js';
import { library, readJson } from './library.js';

interface Writer {
  write(text: string): Promise<void>;
}
const { availability, load } = library<{ Writer: new (path: string) => Writer }>('steno');

export default replace({
  id: 'steno',
  title: 'steno: JSON, replaced',
  role: 'peer',
  availability,
  async open(path) {
    const { Writer } = await load();
    const writer = new Writer(path);
    return { read: () => readJson(path), write: (next) => writer.write(JSON.stringify(next)) };
  },
});

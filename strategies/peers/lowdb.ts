// The library lowdb with its JSON file, for one writer. Its files are written by steno: a temporary file with a
// fixed name is renamed, and nothing is synced.
import { replace } from '../adapters.js';
import { library, type Plain, unlessEmpty } from './library.js';

interface Low {
  data: Plain;
  read(): Promise<void>;
  write(): Promise<void>;
}
const core = library<{ Low: new (file: object, initial: Plain) => Low }>('lowdb');
const files = library<{ JSONFile: new (path: string) => object }>('lowdb', 'lowdb/node');

export default replace({
  id: 'lowdb',
  title: 'lowdb: JSON in memory, written by steno',
  role: 'peer',
  availability: files.availability,
  async open(path) {
    const [{ Low }, { JSONFile }] = await Promise.all([core.load(), files.load()]);
    const db = new Low(new JSONFile(path), {});
    return {
      async read() {
        await db.read();
        return unlessEmpty(db.data);
      },
      write(next) {
        db.data = next;
        return db.write();
      },
    };
  },
});

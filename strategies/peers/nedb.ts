// The library @seald-io/nedb, for one writer: records are appended to a file, which is rewritten when it is
// opened. A process opens a file once, as its documentation asks; what another one appends is not seen until the
// file is opened anew. Appends are not synced.
import { replace } from '../adapters.js';
import { library, type Plain } from './library.js';

interface Datastore {
  loadDatabaseAsync(): Promise<void>;
  findOneAsync(query: Plain): Promise<Plain | null>;
  updateAsync(query: Plain, record: Plain, options: { upsert: boolean }): Promise<unknown>;
}
const { availability, load } = library<{ default: new (options: { filename: string }) => Datastore }>(
  '@seald-io/nedb',
);
const one = { _id: 'state' };

interface Opened {
  loaded: Promise<Datastore>;
  users: number;
}
const opened = new Map<string, Opened>();

async function loadFrom(filename: string): Promise<Datastore> {
  const { default: Datastore } = await load();
  const db = new Datastore({ filename });
  await db.loadDatabaseAsync();
  return db;
}

export default replace({
  id: 'nedb',
  title: '@seald-io/nedb: a log of JSON records, for one process',
  role: 'peer',
  availability,
  async open(path) {
    const own = opened.get(path) ?? { loaded: loadFrom(path), users: 0 };
    opened.set(path, own);
    own.users += 1;
    let closed = false;
    const close = () => {
      if (closed) return;
      closed = true;
      own.users -= 1;
      if (own.users === 0) opened.delete(path);
    };
    const db = await own.loaded.catch((error) => {
      close();
      throw error;
    });
    return {
      read: async () => (await db.findOneAsync(one))?.value as Plain | undefined,
      write: (value) => db.updateAsync(one, { ...one, value }, { upsert: true }),
      close,
    };
  },
});

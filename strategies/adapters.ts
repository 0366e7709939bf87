// Turns what libraries promise into strategies: `update` (the library reads, changes and writes in one),
// `replace` (it reads and writes a whole value; the last writer wins by design) and `append` (it adds a record).
// Only `update` can compare and swap. The others compare in here, between two calls of the library, which no
// lock of the library covers: so they claim one writer, unless told otherwise, and nothing is judged that a
// comparison would be needed for.
import { type DocumentShape, fieldOnTop, type Identity } from './marked-document.js';
import {
  type Availability,
  type Claims,
  type OpenOptions,
  type PromiseLevel,
  type Role,
  type Store,
  StoreError,
  type Strategy,
  type TaskFile,
} from './strategy.js';

/** Of the identity, which is the adapter's own. */
const VERSION = 1;

type Awaitable<T> = T | Promise<T>;

interface AdapterOptions<H, D> {
  id: string;
  title?: string;
  role?: Role;
  claims?: Claims;
  availability?(): Promise<Availability>;
  /** Opens the library at this path; whatever extension it has, the document may be of any format. */
  open(path: string, options: OpenOptions): Awaitable<H & { close?(): Awaitable<unknown> }>;
  /** How the document carries an identity; default: one more field on top of an object. */
  document?: DocumentShape<D>;
}

/** `read` gives null or undefined where there is no document. */
interface Reads<D> {
  read(): Awaitable<D | null | undefined>;
}
interface UpdatesInOne<D> extends Reads<D> {
  /** Calls `change` with what is stored, null where nothing is, and stores what it returns. */
  update(change: (current: D | null | undefined) => D): Awaitable<unknown>;
}
interface Replaces<D> extends Reads<D> {
  write(next: D): Awaitable<unknown>;
}
interface Appends {
  /** In the order in which they were appended. */
  read(): Awaitable<readonly Identity[] | null | undefined>;
  append(record: Identity): Awaitable<unknown>;
}

type Plain = Record<string, unknown>;

/** For a library whose update is one step: whatever loses an update is the library. */
export function update<D = Plain>(options: AdapterOptions<UpdatesInOne<D>, D>): Strategy {
  const shape = shapeOf(options);
  return strategyOf(options, 'update', (library) => ({
    read: async () => storedIn(await library.read(), shape),
    async write(next, expectedRev) {
      let stored: TaskFile | undefined;
      await library.update((current) => {
        stored = successor(next, storedIn(current, shape), expectedRev);
        return shape.mark(current ?? structuredClone(shape.initial), { ...stored });
      });
      if (stored === undefined) throw new StoreError('IO', 'update() resolved without calling its function');
      return stored;
    },
  }));
}

/** For a library that reads and writes whole values. */
export function replace<D = Plain>(options: AdapterOptions<Replaces<D>, D>): Strategy {
  const shape = shapeOf(options);
  return strategyOf(options, 'replace', (library) => ({
    read: async () => storedIn(await library.read(), shape),
    async write(next, expectedRev) {
      const current = await library.read();
      const stored = successor(next, storedIn(current, shape), expectedRev);
      await library.write(shape.mark(current ?? structuredClone(shape.initial), { ...stored }));
      return stored;
    },
  }));
}

/** For a library that adds records to a log: the last one is the document. */
export function append(options: Omit<AdapterOptions<Appends, never>, 'document'>): Strategy {
  return strategyOf(options, 'append', (library) => {
    const last = async () => taskFile((await library.read())?.at(-1));
    return {
      read: last,
      async write(next, expectedRev) {
        const stored = successor(next, await last(), expectedRev);
        await library.append({ ...stored });
        return stored;
      },
    };
  });
}

function strategyOf<H>(
  { id, title, role, claims, availability, open }: Omit<AdapterOptions<H, never>, 'document'>,
  level: PromiseLevel,
  storeOf: (library: H) => Pick<Store, 'read' | 'write'>,
): Strategy {
  const oneWriter = level === 'update' ? {} : { threads: false, processes: false };
  return {
    id,
    ...(title === undefined ? {} : { title }),
    ...(role === undefined ? {} : { role }),
    claims: { ...oneWriter, ...claims },
    level,
    ...(availability === undefined ? {} : { availability }),
    async open(path, openOptions) {
      const library = await understood(path, async () => await open(path, openOptions));
      const store = storeOf(library);
      let closed = false;
      const asserting = <T>(action: () => Promise<T>): Promise<T> =>
        closed
          ? Promise.reject(new StoreError('CLOSED', `${path}: the store was closed`))
          : understood(path, action);
      return {
        read: () => asserting(() => store.read()),
        write: (next, expectedRev) => asserting(() => store.write(next, expectedRev)),
        async close() {
          closed = true;
          await library.close?.();
        },
      };
    },
  };
}

/** Libraries parse JSON, and what can't be parsed is a document that can't be understood. */
async function understood<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new StoreError('INVALID_DOCUMENT', `${path}: ${cause.message}`, { cause });
  }
}

/** The default fits any object; whoever keeps something else names a shape. */
function shapeOf<D>({ document }: { document?: DocumentShape<D> }): DocumentShape<D> {
  return document ?? (fieldOnTop as unknown as DocumentShape<D>);
}

function storedIn<D>(document: D | null | undefined, shape: DocumentShape<D>): TaskFile | null {
  if (document === null || document === undefined) return null;
  const found = taskFile(shape.identityOf(document));
  if (found !== null && found.version > VERSION) {
    throw new StoreError('UNSUPPORTED_VERSION', `version ${found.version} is newer than ${VERSION}`);
  }
  if (found !== null) return found;
  throw new StoreError('INVALID_DOCUMENT', 'the document carries no identity: the adapter never wrote it');
}

function taskFile(identity: Identity | null | undefined): TaskFile | null {
  if (identity === null || identity === undefined) return null;
  const { version, rev, updated_at, tasks, ...others } = structuredClone(identity);
  if (typeof version !== 'number' || typeof rev !== 'number' || typeof updated_at !== 'string') return null;
  if (!Array.isArray(tasks)) return null;
  return { ...others, version, rev, updated_at, tasks };
}

function successor(next: TaskFile, current: TaskFile | null, expectedRev: number | null): TaskFile {
  const rev = current?.rev ?? 0;
  if (expectedRev !== null && expectedRev !== rev) {
    throw new StoreError('CONFLICT', `Conflict detected: expected rev ${expectedRev}, found ${rev}`);
  }
  if (!Number.isSafeInteger(rev + 1)) throw new StoreError('REV_OUT_OF_RANGE', `rev ${rev} can't go on`);
  return structuredClone({ ...next, rev: rev + 1, updated_at: new Date().toISOString() });
}

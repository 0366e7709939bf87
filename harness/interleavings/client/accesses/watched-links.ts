// How many names a file has is in every answer to stat, and hardly anybody looks. Whoever removes a name or renames
// over it changes that number, so taking it for seen would make a race of nearly everything. It is taken for seen
// from the first look on.

interface Watched {
  readonly plain: PropertyDescriptor;
  readonly looked: () => void;
}

const watched = new WeakMap<object, Watched>();

function restore(stats: object, value: unknown): void {
  const watch = watched.get(stats);
  watched.delete(stats);
  Object.defineProperty(stats, 'nlink', { ...watch?.plain, value });
}

/** One for all: accessors of their own would give every answer a shape of its own, and all that uses them gets slow. */
const accessor: PropertyDescriptor & ThisType<object> = {
  configurable: true,
  enumerable: true,
  get() {
    const watch = watched.get(this);
    watch?.looked();
    restore(this, watch?.plain.value);
    return watch?.plain.value;
  },
  set(value) {
    restore(this, value);
  },
};

/** `looked`: called once, when somebody reads st_nlink of this answer. Does nothing to what is no answer to stat. */
export function watchLinks(stats: unknown, looked: () => void): void {
  if (typeof stats !== 'object' || stats === null) return;
  const plain = Object.getOwnPropertyDescriptor(stats, 'nlink');
  if (plain === undefined || !('value' in plain)) return;
  watched.set(stats, { plain, looked });
  Object.defineProperty(stats, 'nlink', accessor);
}

// Detects whether a strategy reads st_nlink. Every result of stat contains it, few strategies read it, and
// every unlink or rename changes it: counting each stat as a read of the link count would make nearly
// everything a race. So the link count counts as read only when the property itself is read.

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

/**
 * Shared, because own accessors would give every result its own shape and slow down all code that uses them.
 */
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

/** `looked`: called once, when st_nlink of this result is read. Leaves alone what is no result of stat. */
export function watchLinks(stats: unknown, looked: () => void): void {
  if (typeof stats !== 'object' || stats === null) return;
  const plain = Object.getOwnPropertyDescriptor(stats, 'nlink');
  if (plain === undefined || !('value' in plain)) return;
  watched.set(stats, { plain, looked });
  Object.defineProperty(stats, 'nlink', accessor);
}

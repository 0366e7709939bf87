// How many names a file has is in every answer to stat, and hardly anybody looks. Whoever removes a name or renames
// over it changes that number, so taking it for seen would make a race of nearly everything. It is taken for seen
// from the first look on.

/** `looked`: called once, when somebody reads st_nlink of this answer. Does nothing to what is no answer to stat. */
export function watchLinks(stats: unknown, looked: () => void): void {
  if (typeof stats !== 'object' || stats === null) return;
  const plain = Object.getOwnPropertyDescriptor(stats, 'nlink');
  if (plain === undefined || !('value' in plain)) return;
  const restore = (value: unknown): unknown => {
    Object.defineProperty(stats, 'nlink', { ...plain, value });
    return value;
  };
  Object.defineProperty(stats, 'nlink', {
    configurable: true,
    enumerable: true,
    get: () => {
      looked();
      return restore(plain.value);
    },
    set: restore,
  });
}

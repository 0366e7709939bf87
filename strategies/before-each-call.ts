// A store that does something to the document's file before each read and each write of another one. Canaries
// use it to treat files of unusual content wrongly; the store below is sound.
import type { Store } from './strategy.js';

export function beforeEachCall(store: Store, first: () => void): Store {
  return {
    read() {
      first();
      return store.read();
    },
    write(next, expectedRev) {
      first();
      return store.write(next, expectedRev);
    },
    close: () => store.close(),
  };
}

// Undefined where there is no document: understood as null.
import { breaking } from './working-store.mjs';

const working = breaking('undefined-for-absent', {});

export default {
  ...working,
  async open(...where) {
    const store = await working.open(...where);
    return { ...store, read: async () => (await store.read()) ?? undefined };
  },
};

// Nothing is returned where the stored document should be: the most ordinary slip of an author.
import { breaking } from './working-store.mjs';

const working = breaking('forgets-the-stored', {});

export default {
  ...working,
  async open(...where) {
    const store = await working.open(...where);
    return {
      ...store,
      write: async (...what) => {
        await store.write(...what);
      },
    };
  },
};

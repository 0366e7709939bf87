import { breaking } from './working-store.mjs';

export default breaking('spins-in-open', {
  open: () => {
    for (;;);
  },
});

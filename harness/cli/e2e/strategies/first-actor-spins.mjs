import { breaking, isFirstActors } from './working-store.mjs';

export default breaking('first-actor-spins', {
  write: (_, next) => {
    if (isFirstActors(next)) for (;;);
  },
});

import { blockForever, breaking, isFirstActors } from './working-store.mjs';

export default breaking('first-actor-blocks', {
  write: (_, next) => {
    if (isFirstActors(next)) blockForever();
  },
});

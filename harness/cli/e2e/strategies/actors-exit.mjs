import { breaking, isActors } from './working-store.mjs';

export default breaking('actors-exit', {
  write: (_, next) => {
    if (isActors(next)) process.exit(0);
  },
});

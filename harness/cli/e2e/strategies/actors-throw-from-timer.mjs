import { breaking, isActors } from './working-store.mjs';

export default breaking('actors-throw-from-timer', {
  write: (_, next) => {
    if (isActors(next))
      setTimeout(() => {
        throw new Error('too late');
      }, 1);
  },
});

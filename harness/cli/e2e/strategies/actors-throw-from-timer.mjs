import { breaking, isActors } from './working-store.mjs';

const later = () =>
  setTimeout(() => {
    throw new Error('too late');
  }, 1);

export default breaking('actors-throw-from-timer', { write: (_, next) => void (isActors(next) && later()) });

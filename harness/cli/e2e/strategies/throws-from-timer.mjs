import { breaking } from './working-store.mjs';

export default breaking('throws-from-timer', {
  write: () => {
    setTimeout(() => {
      throw new Error('too late');
    });
  },
});

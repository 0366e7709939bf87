import { breaking } from './working-store.mjs';

const unspeakable = {
  get message() {
    throw new Error('no message for you');
  },
};

export default breaking('throws-the-unspeakable', { open: () => Promise.reject(unspeakable) });

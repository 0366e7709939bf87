import { breaking } from './working-store.mjs';

export default breaking('never-settles', { write: () => new Promise(() => {}) });

import { breaking } from './working-store.mjs';

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

export default breaking('answers-with-enospc', { write: () => Promise.reject(full) });

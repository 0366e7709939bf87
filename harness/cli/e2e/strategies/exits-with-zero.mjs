import { breaking } from './working-store.mjs';

export default breaking('exits-with-zero', { write: () => process.exit(0) });

import { breaking } from './working-store.mjs';

export default breaking('exits-with-three', { write: () => process.exit(3) });

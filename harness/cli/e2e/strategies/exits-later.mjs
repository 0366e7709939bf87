import { breaking } from './working-store.mjs';

export default breaking('exits-later', { write: () => void setTimeout(() => process.exit(5), 400) });

import { breaking } from './working-store.mjs';

export default breaking('aborts', { write: () => process.abort() });

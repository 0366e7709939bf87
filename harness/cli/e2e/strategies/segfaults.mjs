import { breaking } from './working-store.mjs';

export default breaking('segfaults', { write: () => process.kill(process.pid, 'SIGSEGV') });

import { blockForever, breaking } from './working-store.mjs';

export default breaking('blocks-in-write', { write: blockForever });

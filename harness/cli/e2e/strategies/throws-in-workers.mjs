import { isMainThread } from 'node:worker_threads';
import { breaking } from './working-store.mjs';

if (!isMainThread) throw new Error('not in a worker');

export default breaking('throws-in-workers', {});

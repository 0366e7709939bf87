import fs from 'node:fs';
import { createServer } from 'node:net';
import { breaking } from './working-store.mjs';

const leak = () => {
  setInterval(() => {}, 1000);
  createServer().listen(0);
  fs.openSync(import.meta.filename ?? '.', 'r');
};

export default breaking('leaks', { open: leak, read: leak, write: leak });

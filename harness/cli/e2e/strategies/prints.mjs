import fs from 'node:fs';
import { breaking } from './working-store.mjs';

const megabyte = `${'{"schemaVersion":'.repeat(61_681)}\n`;

function print() {
  process.stdout.write(megabyte);
  process.stderr.write(megabyte);
  for (const fd of [1, 2]) fs.writeSync(fd, 'straight to the descriptor\n');
}

export default breaking('prints', { open: print, read: print, write: print });

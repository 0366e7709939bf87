import fs from 'node:fs';
import { breaking } from './working-store.mjs';

const megabyte = `${'{"schemaVersion":'.repeat(61_681)}\n`;

function print() {
  process.stdout.write(megabyte);
  process.stderr.write(megabyte);
  fs.writeSync(1, 'straight to the descriptor\n');
}

export default breaking('prints', { open: print, read: print, write: print });

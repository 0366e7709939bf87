import { spawn } from 'node:child_process';
import { breaking, isActors } from './working-store.mjs';

const sleep = ['-e', 'setTimeout(() => {}, 600_000)'];
const sleeper = (detached, stdio) => spawn(process.execPath, sleep, { detached, stdio }).unref();

sleeper(true, 'ignore');

export default breaking('spawns', {
  write: (_, next) => {
    sleeper(false, 'ignore');
    sleeper(true, 'inherit');
    if (isActors(next)) process.exit(1);
  },
});

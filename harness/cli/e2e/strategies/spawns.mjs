import { spawn } from 'node:child_process';
import { breaking } from './working-store.mjs';

const sleeper = (path, detached) =>
  spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', path], {
    detached,
    stdio: 'ignore',
  }).unref();

export default breaking('spawns', {
  open: (path) => {
    sleeper(path, false);
    sleeper(path, true);
  },
});

import { breaking, isActors } from './working-store.mjs';

export default breaking('actors-segfault', {
  write: (_, next) => isActors(next) && process.kill(process.pid, 'SIGSEGV'),
});

import { breaking, isActors } from './working-store.mjs';

export default breaking('actors-segfault', {
  write: (_, next) => {
    if (isActors(next)) process.kill(process.pid, 'SIGSEGV');
  },
});

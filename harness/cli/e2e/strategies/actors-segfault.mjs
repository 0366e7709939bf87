import { blockForever, breaking, isActors } from './working-store.mjs';

export default breaking('actors-segfault', {
  write: (_, next) => {
    if (!isActors(next)) return;
    process.kill(process.pid, 'SIGSEGV');
    // A real one lets its thread go no further either.
    blockForever();
  },
});

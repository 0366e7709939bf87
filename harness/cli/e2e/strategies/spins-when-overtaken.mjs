import { breaking, isOvertaken } from './working-store.mjs';

export default breaking('spins-when-overtaken', {
  write(path, _next, expectedRev) {
    if (isOvertaken(path, expectedRev)) for (;;);
  },
});

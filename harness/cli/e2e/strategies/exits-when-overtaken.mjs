import { breaking, isOvertaken } from './working-store.mjs';

export default breaking('exits-when-overtaken', {
  write(path, _next, expectedRev) {
    if (isOvertaken(path, expectedRev)) process.exit(7);
  },
});

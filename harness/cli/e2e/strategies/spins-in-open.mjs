// Never gives the event loop a turn, and naps meanwhile, so that the tests beside it keep their processor.
import { breaking } from './working-store.mjs';

const nothing = new Int32Array(new SharedArrayBuffer(4));

export default breaking('spins-in-open', {
  open: () => {
    for (;;) Atomics.wait(nothing, 0, 0, 5);
  },
});

import { existsSync, writeFileSync } from 'node:fs';
import { breaking } from './working-store.mjs';

// Ends the first host, and only that one, while none of its calls goes on. The working directory is the user's.
const mark = 'results/exited-once';
const working = breaking('exits-between-calls-once', {});

export default {
  ...working,
  async open(path, options) {
    const store = await working.open(path, options);
    let calls = 0;
    const counted = async (call) => {
      calls += 1;
      try {
        return await call();
      } finally {
        calls -= 1;
      }
    };
    setInterval(() => {
      if (calls > 0 || existsSync(mark)) return;
      writeFileSync(mark, '');
      process.exit(5);
    }, 1).unref();
    return {
      read: () => counted(() => store.read()),
      write: (next, expectedRev) => counted(() => store.write(next, expectedRev)),
      close: () => counted(() => store.close()),
    };
  },
};

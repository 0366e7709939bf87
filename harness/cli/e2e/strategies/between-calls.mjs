import { existsSync, writeFileSync } from 'node:fs';
import { breaking } from './working-store.mjs';

/** A store that works; its process ends by `end` while none of its calls goes on, once in the whole run. */
export function endingBetweenCalls(id, end) {
  const working = breaking(id, {});
  // In the user's working directory, so that the next host sees it.
  const mark = `results/ended-once-${id}`;
  return {
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
        end();
      }, 1).unref();
      return {
        read: () => counted(() => store.read()),
        write: (next, expectedRev) => counted(() => store.write(next, expectedRev)),
        close: () => counted(() => store.close()),
      };
    },
  };
}

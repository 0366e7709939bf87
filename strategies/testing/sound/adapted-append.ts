// The adapter for a library that appends records; the library here seals each with a digest and syncs it. For one
// writer at a time.
import { dirname, resolve } from 'node:path';
import { append } from '../../adapters.js';
import { makeDurableDirectory } from '../../commits/directory-sync.js';
import type { TaskFile } from '../../strategy.js';
import { recordLog } from '../record-log.js';

export default append({
  id: 'adapted-append',
  title: 'A library that appends records',
  open(path) {
    const log = resolve(path);
    return {
      async read() {
        const last = await recordLog.load(log);
        return last === null ? [] : [last];
      },
      async append(record) {
        makeDurableDirectory(dirname(log));
        await recordLog.save(log, record as unknown as TaskFile);
      },
    };
  },
});

// SQLite with a rollback journal that is emptied, not removed: three or four syncs a write, and readers and the writer
// wait for each other. All it does are system calls, so that its power loss can be judged when they are recorded.
import { sqliteStrategy } from './sqlite-database.js';

export default sqliteStrategy(
  { id: 'sqlite', title: 'SQLite (libsql): one row, synchronous=FULL' },
  'TRUNCATE',
);

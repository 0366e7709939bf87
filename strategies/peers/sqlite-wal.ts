// SQLite with a write-ahead log: a write waits for one sync instead of three, and readers wait for
// nobody. What most programs should take; but its processes share mapped memory, which no recording shows, so that
// nothing is concluded on power loss here.
import { sqliteStrategy } from './sqlite-database.js';

export default sqliteStrategy(
  { id: 'sqlite-wal', title: 'SQLite (libsql): one row, write-ahead log, synchronous=FULL' },
  'WAL',
);

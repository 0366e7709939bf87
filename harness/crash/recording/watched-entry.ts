// Child process: writes onto a private document (0600) and looks after each operation which files hold the new
// data, how open they are, and where they lie. Only files whose names operations mention are seen.
import fs from 'node:fs';
import path from 'node:path';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { makeDocument } from '../../document.js';
import { installTap } from '../../tap/patch/install.js';
import { type Operation, pathsOf } from '../../tap/patch/operation.js';
import { describeOperation } from '../../tap/record/trace-recorder.js';
import type { WatchedLine, WatchedTask } from '../children/child-protocol.js';
import { takeTask } from '../children/child-side.js';

const PRIVATE = 0o600;
/** Of data that nobody else writes. */
const TOKEN = 'watched-and-private';

const { task, say } = takeTask<WatchedTask, WatchedLine>();
// As most programs run; a strategy that is private by the umask alone is not.
process.umask(0o022);
const tap = await installTap();
const strategy = await loadStrategy(task.strategy);
const first = await strategy.open(task.path, { lockTimeoutMs: 1000 });
await first.write(makeDocument('first', task.documentBytes), null);
await first.close();
if (fs.statSync(task.path, { throwIfNoEntry: false })?.isFile() !== true) {
  say({ say: 'no-file' });
  process.exit(0);
}
fs.chmodSync(task.path, PRIVATE);
const store = await strategy.open(task.path, { lockTimeoutMs: 1000 });
const named = new Set<string>();
const isDocument = (name: string) => path.resolve(name) === path.resolve(task.path);
/** What was renamed or linked to the document's name: others, such as a backup, may be kept on purpose. */
const becameDocument = new Set<string>();
const open = new Map<string, Extract<WatchedLine, { say: 'open' }>>();
const elsewhere = new Set<string>();
const home = fs.realpathSync(task.directory);
const detach = tap.attach({
  after(operation) {
    for (const name of pathsOf(operation)) named.add(path.resolve(name));
    for (const name of named) look(name, operation);
    if (operation.kind === 'rename' && isDocument(operation.to)) {
      becameDocument.add(path.resolve(operation.from));
    }
    if (operation.kind === 'link' && isDocument(operation.path)) {
      becameDocument.add(path.resolve(operation.existing));
    }
  },
});
await store.write(makeDocument(TOKEN, task.documentBytes), null);
detach();
await store.close();
for (const [name, line] of open) if (becameDocument.has(name)) say(line);
for (const place of elsewhere) say({ say: 'elsewhere', path: place });
say({ say: 'done' });
process.exit(0);

function look(name: string, operation: Operation): void {
  const stats = fs.lstatSync(name, { throwIfNoEntry: false });
  if (stats?.isFile() !== true || !fs.readFileSync(name, 'latin1').includes(TOKEN)) return;
  const mode = stats.mode & 0o777;
  // The document's own mode after a write is judged by what is there in the end.
  if ((mode & ~PRIVATE) !== 0 && !isDocument(name) && !open.has(name)) {
    open.set(name, { say: 'open', name: path.basename(name), mode, operation: describeOperation(operation) });
  }
  const real = fs.realpathSync(name);
  if (path.relative(home, real).startsWith('..')) elsewhere.add(path.dirname(real));
}

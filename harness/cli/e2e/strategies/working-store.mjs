// A store that works for one client at a time: JSON, renamed into place. The other modules break one thing of it.
import fs from 'node:fs';

const failure = (code, message) => Object.assign(new Error(message), { code });

function load(path) {
  return fs.existsSync(path) ? JSON.parse(fs.readFileSync(path, 'utf8')) : null;
}

function save(path, next, expectedRev) {
  const rev = load(path)?.rev ?? 0;
  if (expectedRev !== null && expectedRev !== rev) {
    throw failure('CONFLICT', `Conflict detected: expected rev ${expectedRev}, found ${rev}`);
  }
  const stored = { ...next, rev: rev + 1, updated_at: new Date().toISOString() };
  const temporary = `${path}.${process.pid}-${Math.random()}`;
  fs.writeFileSync(temporary, JSON.stringify(stored));
  fs.renameSync(temporary, path);
  return stored;
}

/** Each hook runs before the work of its call, and may return a replacement of the call's answer. */
export function breaking(id, { open, read, write }) {
  return {
    id,
    async open(path) {
      await open?.(path);
      return {
        read: async () => (await read?.(path)) ?? load(path),
        write: async (next, expectedRev) =>
          (await write?.(path, next, expectedRev)) ?? save(path, next, expectedRev),
        close: async () => {},
      };
    },
  };
}

/** Whether a document is one of those that actors write, and not the host that prepares their work. */
export const isActors = ({ holdfast }) => /^a\d+n/.test(holdfast.token);

/** The same for the first actor only. */
export const isFirstActors = ({ holdfast }) => holdfast.token.startsWith('a0n');

/** Whether somebody else has written since this writer read. */
export const isOvertaken = (path, expectedRev) => (load(path)?.rev ?? 0) !== expectedRev;

/** Like an endless loop, but leaves the processor to the other tests. */
export const blockForever = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);

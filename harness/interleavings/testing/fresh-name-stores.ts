// Correct stores whose names, links or contents are others each time: with counters of their modules, random
// numbers, what tells one process or thread from another. Each stages the document under a name of its own
// and renames it under a lock. The broken sibling of each is the same without its lock. Written as a user
// would, one file each; the addon is this package's.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface FreshNameStore {
  /** Statements at the top of the module. */
  state?: string;
  /** An expression: the temporary name, from `file` and `count`, which goes up with each. */
  temporary: string;
  /** Nothing removes the temporary files, and no two may have one name. */
  stays?: boolean;
  /** By default a kernel lock; else what a link, or a file, says of its owner. */
  lock?: { as: 'link' | 'file'; owner: string };
}

/** By what makes their names. */
export const FRESH_NAME_STORES = {
  'a counter': { temporary: '[file, process.pid, threadId, count, "tmp"].join(".")' },
  'a hash of a counter': {
    temporary: 'file + "." + sha1([process.pid, threadId, count].join()).slice(0, 8)',
  },
  'random letters': {
    temporary: 'file + "." + crypto.randomBytes(6).toString("base64url") + process.pid + "." + threadId',
  },
  'random bytes from a store of them': {
    state: 'let pool = Buffer.alloc(0);',
    temporary:
      'file + "." + (pool = pool.length < 8 ? crypto.randomBytes(100) : pool.subarray(4)).toString("hex", 0, 4) + process.pid + threadId',
  },
  'random names that stay': { temporary: '[file, crypto.randomUUID()].join(".")', stays: true },
  'an id of the loaded module': {
    state: 'const session = crypto.randomUUID();',
    temporary: '[file, session, count, "tmp"].join(".")',
  },
  'thread and process ids in words': {
    temporary: 'file + ".pid" + process.pid + "-t" + threadId + "-" + count',
  },
  'pid, thread and a counter in a link': {
    temporary: 'file + ".tmp"',
    lock: { as: 'link', owner: '[process.pid, threadId, count++].join(":")' },
  },
  'start time and a counter in a lock file': {
    temporary: 'file + ".tmp"',
    lock: { as: 'file', owner: '[process.pid, startOf(process.pid), threadId, count++].join(" ")' },
  },
} satisfies Record<string, FreshNameStore>;

/** Writes the store into this directory; its reference. `broken`: without its lock. */
export function writeFreshNameStore(
  directory: string,
  { state = '', temporary, stays = false, lock }: FreshNameStore,
  { broken }: { broken: boolean },
): string {
  const addon = createRequire(import.meta.url).resolve('fs-native-extensions');
  const module = join(directory, 'store.mjs');
  const acquire =
    lock === undefined ? 'kernelLock(file + ".lock")' : `ownedLock(file + ".lock", ${lock.owner})`;
  writeFileSync(
    module,
    `import crypto from 'node:crypto';
     import fs from 'node:fs';
     import path from 'node:path';
     import { createRequire } from 'node:module';
     import { threadId } from 'node:worker_threads';
     const native = createRequire(import.meta.url)(${JSON.stringify(addon)});
     let count = 0;
     ${state}
     const failure = (code) => Object.assign(new Error(code), { code });
     const sha1 = (text) => crypto.createHash('sha1').update(text).digest('hex');
     const unless = (code, work) => {
       try { return work(); } catch (error) { if (error.code !== code) throw error; return null; }
     };
     const startOf = (pid) => {
       const stat = unless('ENOENT', () => fs.readFileSync('/proc/' + pid + '/stat', 'latin1'));
       return stat === null ? '' : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
     };
     function kernelLock(lock) {
       const fd = fs.openSync(lock, 'a+');
       if (!native.tryLock(fd)) { fs.closeSync(fd); throw failure('LOCKED'); }
       return () => fs.closeSync(fd);
     }
     function ownedLock(lock, owner) {
       const make = ${lock?.as === 'file'}
         ? () => fs.writeFileSync(lock, owner, { flag: 'wx' })
         : () => fs.symlinkSync(owner, lock);
       if (unless('EEXIST', () => (make(), true)) === null) throw failure('LOCKED');
       return () => fs.unlinkSync(lock);
     }
     export default { id: 'fresh-names', async open(file) {
       const read = () => {
         const text = unless('ENOENT', () => fs.readFileSync(file, 'utf8'));
         return text === null ? null : JSON.parse(text);
       };
       return {
         async read() { return read(); },
         async write(next, expected) {
           const release = ${broken ? '() => {}' : acquire};
           try {
             const rev = read()?.rev ?? 0;
             if (expected !== null && expected !== rev) throw failure('CONFLICT');
             const stored = { ...next, rev: rev + 1 };
             count += 1;
             const temporary = ${temporary};
             fs.writeFileSync(temporary, JSON.stringify(stored), { flag: ${JSON.stringify(stays ? 'wx' : 'w')}, flush: true });
             if (${stays}) fs.linkSync(temporary, temporary + '.new');
             fs.renameSync(${stays ? "temporary + '.new'" : 'temporary'}, file);
             const directory = fs.openSync(path.dirname(file), 'r');
             fs.fsyncSync(directory);
             fs.closeSync(directory);
             return stored;
           } finally {
             release();
           }
         },
         async close() {},
       };
     } };`,
  );
  return pathToFileURL(module).href;
}

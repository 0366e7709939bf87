// Stores whose lock is a name that says whose it is, one for each way in which such locks name their owner
// and find out whether it lives. A lock of a dead owner is removed under a kernel lock, after another look.
// Written as a user would, one file each; the addon is this package's.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface OwnerLock {
  /** An expression: what the lock says of this process or thread. */
  owner: string;
  /** An expression about `said`: whether its owner is gone. */
  gone: string;
}

/** By what they go by. */
export const OWNER_LOCKS = {
  pid: { owner: 'String(process.pid)', gone: '!lives(Number(said))' },
  'a directory of /proc': { owner: 'String(process.pid)', gone: '!fs.existsSync("/proc/" + said)' },
  'pid and start time': {
    owner: 'process.pid + ":" + startOf(process.pid)',
    gone: 'startOf(said.split(":")[0]) !== said.split(":")[1]',
  },
  'pid and boot id': {
    owner: 'process.pid + ":" + boot()',
    gone: 'said.split(":")[1] !== boot() || !lives(Number(said.split(":")[0]))',
  },
  'host name and pid': {
    owner: 'os.hostname() + ":" + process.pid',
    gone: 'said.split(":")[0] === os.hostname() && !lives(Number(said.split(":")[1]))',
  },
  'pid and thread id': {
    owner: 'process.pid + ":" + threadId',
    gone: '!lives(Number(said.split(":")[0]))',
  },
} satisfies Record<string, OwnerLock>;

/** Nothing ever frees it but its owner. */
export const NEVER_GONE: OwnerLock = { owner: 'String(process.pid)', gone: 'false' };
/** It takes the lock of an owner that lives. */
export const ALWAYS_GONE: OwnerLock = { owner: 'String(process.pid)', gone: 'true' };

/** Writes the store into this directory; its reference. */
export function writeOwnerLock(directory: string, { owner, gone }: OwnerLock): string {
  const addon = createRequire(import.meta.url).resolve('fs-native-extensions');
  const file = join(directory, 'owner-lock.mjs');
  writeFileSync(
    file,
    `import fs from 'node:fs';
     import os from 'node:os';
     import path from 'node:path';
     import { createRequire } from 'node:module';
     import { setTimeout as sleep } from 'node:timers/promises';
     import { threadId } from 'node:worker_threads';
     const native = createRequire(import.meta.url)(${JSON.stringify(addon)});
     const failure = (code) => Object.assign(new Error(code), { code });
     const unless = (code, work) => {
       try { return work(); } catch (error) { if (error.code !== code) throw error; return null; }
     };
     const boot = () => fs.readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
     const lives = (pid) => unless('ESRCH', () => process.kill(pid, 0)) !== null;
     const startOf = (pid) => {
       const stat = unless('ENOENT', () => fs.readFileSync('/proc/' + pid + '/stat', 'latin1'));
       return stat === null ? '' : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
     };
     const isGone = (said) => ${gone};
     const saidBy = (lock) => unless('ENOENT', () => fs.readlinkSync(lock));
     function removeDead(lock, said) {
       const fd = fs.openSync(lock + '.guard', 'a+');
       try {
         if (native.tryLock(fd) && saidBy(lock) === said) fs.rmSync(lock, { force: true });
       } finally {
         fs.closeSync(fd);
       }
     }
     async function locked(lock, timeoutMs, work) {
       const deadline = performance.now() + timeoutMs;
       const mine = ${owner};
       while (unless('EEXIST', () => (fs.symlinkSync(mine, lock), true)) === null) {
         const said = saidBy(lock);
         if (said === null) continue;
         if (isGone(said)) removeDead(lock, said);
         else if (performance.now() >= deadline) throw failure('LOCKED');
         else await sleep(5);
       }
       try {
         return work();
       } finally {
         fs.unlinkSync(lock);
       }
     }
     export default { id: 'owner-lock', async open(file, { lockTimeoutMs }) {
       const read = () => {
         const text = unless('ENOENT', () => fs.readFileSync(file, 'utf8'));
         return text === null ? null : JSON.parse(text);
       };
       return {
         async read() { return read(); },
         async write(next, expected) {
           return locked(file + '.lock', lockTimeoutMs, () => {
             const rev = read()?.rev ?? 0;
             if (expected !== null && expected !== rev) throw failure('CONFLICT');
             const stored = { ...next, rev: rev + 1 };
             const fd = fs.openSync(file + '.tmp', 'w');
             fs.writeSync(fd, JSON.stringify(stored));
             fs.fsyncSync(fd);
             fs.closeSync(fd);
             fs.renameSync(file + '.tmp', file);
             const directory = fs.openSync(path.dirname(file), 'r');
             fs.fsyncSync(directory);
             fs.closeSync(directory);
             return stored;
           });
         },
         async close() {},
       };
     } };`,
  );
  return pathToFileURL(file).href;
}

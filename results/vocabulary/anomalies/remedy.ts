// What to do about an anomaly, in one sentence for the person who keeps state in a file. What brings about an
// anomaly can't be known from outside: these are the usual mends, and the counterexample shows which applies.
import { type Severity, severityOf } from './severity.js';

const LOCK =
  'hold one lock from before the document is read until the new one is in place, and compare its rev under that lock.';
const REPLACE =
  'write a temporary file beside the document, sync it, rename it over the document, then sync the directory.';
const READ_ALL = 'refuse what can’t be understood as a whole, and leave the file as it is.';

const remedies: Readonly<Record<string, string>> = {
  'lost-update': LOCK,
  'duplicate-rev': LOCK,
  'several-winners': LOCK,
  'winner-lost': LOCK,
  'rev-gap': LOCK,
  'rev-rollback': LOCK,
  'accepted-stale-write':
    'compare the expected rev with that of the file, under the lock that the write holds.',
  'rejected-good-write':
    'judge each call by the file as it is now: nothing that failed before may decide over it.',
  'changed-by-stale-write': 'compare the expected rev before anything is written.',
  'overwritten-broken': READ_ALL,
  'accepted-broken': READ_ALL,
  'torn-read': REPLACE,
  'torn-document': REPLACE,
  'zero-length-document': 'sync the temporary file before it is renamed.',
  'missing-document': REPLACE,
  phantom: REPLACE,
  'recovery-failed': REPLACE,
  'phantom-document': REPLACE,
  'lost-acknowledged-write':
    'acknowledge only after the file and, after the rename, its directory have been synced.',
  'ack-before-commit': 'resolve a write only when it is in the file.',
  'changed-data': 'compare what your format reads back with what was written, value by value.',
  'changed-field': 'compare what your format reads back with what was written, value by value.',
  'dropped-field': 'write back the fields that you do not know.',
  'stale-read': 'read the file itself, or check that what you cached is still current.',
  'stuck-lock': 'take a lock that the kernel frees when its holder dies, or take over a dead one safely.',
  'overlong-wait': 'give up with LOCKED when the caller’s timeout has passed.',
  starvation: 'let those who wait queue up, and wake the first when the lock is released.',
  'unlocked-by-exit': 'at the exit remove only the locks that this process holds.',
  'exposed-data': 'make the temporary file with the mode of the document, before any data is in it.',
  'temporary-elsewhere': 'put the temporary file into the directory of the document.',
  'unreadable-write': 'read back what your format writes, with the limits that your reader has.',
  'kept-alive': 'stop timers and watchers in close().',
  'memory-exhausted': 'let go of what each write has kept, as soon as the write has ended.',
  'acknowledged-in-spite':
    'let the error reject the write, and compare what write(2) took with what it was given.',
  'damaged-by-fault': REPLACE,
  'error-read-as-absent': 'take ENOENT alone for “no document”; every other error rejects the read.',
  'wrote-without-lock': 'reject the write when its lock is not to be had.',
  'sync-error-ignored':
    'reject the write whose fsync failed; a new try writes the bytes again, into a new file, and syncs that.',
  'lost-after-failed-sync':
    'reject the write whose fsync failed, and leave the document alone until a new file is written and synced.',
  'lock-kept-after-fault': 'release the lock in a finally, after errors as well.',
  'broken-for-good': 'start each call afresh: no queue or handle that failed once may decide over the next.',
  'hang-after-fault': 'let every error settle the promise of its call.',
  'untyped-failure': 'reject with an error that has a code, and the system error as its cause.',
  'descriptor-leak': 'close on every path what each write opens.',
  'changed-mode': 'give the temporary file the mode of the document before it is renamed.',
  'changed-owner': 'give the temporary file the owner and group of the document before it is renamed.',
  'replaced-symlink': 'resolve the link, and replace the file behind it.',
  'missing-directory': 'make the directory before the write, and sync its parents.',
  'wrong-conflict-message': 'reject with code CONFLICT and “Conflict detected: expected rev E, found F”.',
  leftover: 'remove temporary files and locks on every path, after errors as well.',
  litter: 'let the next write remove what a dead one left.',
};

const general: Readonly<Record<Severity, string>> = {
  data: 'follow the steps below to where the document goes wrong.',
  liveness: 'follow the steps below to where the client stops.',
  conduct: 'see the contract of stores in docs/adding-a-strategy.md.',
  litter: 'remove temporary files and locks on every path, after errors as well.',
};

/** A sentence without a capital, with its full stop. */
export function remedyOf(anomaly: string): string {
  return (Object.hasOwn(remedies, anomaly) ? remedies[anomaly] : undefined) ?? general[severityOf(anomaly)];
}

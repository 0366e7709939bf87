// Anomalies that need no comparison of histories: what an ordinary sequence of calls read back, refused,
// accepted or left behind, and what was there after a race had ended.
import type { AnomalyDefinition } from './anomaly-definition.js';

const steps = 'Detected in the recorded steps of one client.';
const oneWinner = 'Exactly one of several compare-and-swap writes must succeed.';
const finalRead = 'The final read by a fresh client, after all writers have ended.';

export const clientAnomalies = {
  'absent-not-null': {
    title: 'Absent document not reported as null',
    meaning: 'Reading a document that does not exist did not return null.',
    cause: 'The strategy invents an empty document, or fails, where it should report that there is none.',
    source: 'The contract of Store.read.',
  },
  'accepted-broken': {
    title: 'Broken file accepted',
    meaning: 'A file that is not a task document was read as if it were one.',
    cause: 'The content is not validated; the next write would make the damage permanent.',
    source: 'The contract of Store.read: reject what can not be understood.',
  },
  'overwritten-broken': {
    title: 'Broken file overwritten',
    meaning: 'A file that could not be understood was overwritten.',
    cause: 'A document of a newer version, or one with a typo made by hand, is lost for good.',
    source: 'The contract of Store.write: leave it untouched.',
  },
  'accepted-stale-write': {
    title: 'Stale write accepted',
    meaning: 'A write that expected an older revision was accepted.',
    cause: 'The expected revision is not compared: the compare-and-swap only swaps.',
    source: steps,
  },
  'changed-by-stale-write': {
    title: 'Document changed by a refused write',
    meaning: 'A write was refused as stale, and the document changed all the same.',
    cause: 'The revision is compared after writing.',
    source: steps,
  },
  'rejected-good-write': {
    title: 'Valid write refused',
    meaning: 'A write that expected the current revision was refused.',
    cause: 'The revision is compared with a cached or differently read document.',
    source: steps,
  },
  'wrong-conflict-message': {
    title: 'Wrong conflict message',
    meaning: 'A conflict was reported without naming the expected and the found revision as promised.',
    cause: 'Callers and people can not tell what to do; the message is part of the contract.',
    source: 'M0.3: "Conflict detected: expected rev 1, found 2".',
  },
  'changed-data': {
    title: 'Changed data',
    meaning: 'The document that was read back is not the one that was written.',
    cause: 'The serialisation loses or changes values: numbers, dates, empty strings, line breaks.',
    source: steps,
  },
  'dropped-field': {
    title: 'Dropped field',
    meaning: 'A write lost a field that the strategy does not know.',
    cause: 'Documents of a newer program lose data when an older one writes them.',
    source: 'The contract of Store.write: unknown fields are kept.',
  },
  'changed-field': {
    title: 'Changed field',
    meaning: 'A write changed a field that the strategy does not know.',
    cause: 'As with a dropped field, but harder to notice.',
    source: 'The contract of Store.write: unknown fields are kept.',
  },
  'unreadable-write': {
    title: 'Acknowledged and unreadable',
    meaning: 'A write was acknowledged, and no client can read the document that it left.',
    cause: 'The writer produces what the reader refuses: aliases, keys or sizes beyond a limit.',
    source: steps,
  },
  'memory-leak': {
    title: 'Leaked memory',
    meaning: 'Every write leaves more on the heap than any garbage collection removes.',
    cause: 'A cache without a limit, or listeners and timers that are never removed.',
    source: 'The heap after a garbage collection, before, between and after many writes.',
  },
  'kept-alive': {
    title: 'Program kept alive',
    meaning: 'A program that had closed its store, and had nothing else to do, did not end.',
    cause: 'A timer, a watcher or a lock outlives the store.',
    source: 'A process of its own that uses a store once.',
  },
  starvation: {
    title: 'Starving writer',
    meaning: 'A writer waited for its turn while another one wrote again and again.',
    cause:
      'Waiting is sleeping and trying again: whoever has just released the lock takes it before others wake.',
    source: 'Shares of two writers that never pause (Jain’s fairness index).',
  },
  'overlong-wait': {
    title: 'Overlong wait',
    meaning: 'A write was not answered, or long after its timeout, while the holder of the lock stood still.',
    cause: 'The lock is waited for without a deadline; a holder that hangs takes everybody with it.',
    source: 'Writes with short timeouts beside a writer that stands still.',
  },
  'unlocked-by-exit': {
    title: 'Unlocked by an exit',
    meaning: 'A program ended, and with it went a lock that somebody else held.',
    cause: 'An exit handler removes the lock by its name instead of the lock that the process holds.',
    source: 'A program that had used the document ends while another writer stands still.',
  },
  'exposed-data': {
    title: 'Exposed data',
    meaning: 'The data of a private document was in a file that others may read.',
    cause:
      'The temporary file is made with the usual mode and restricted later; a kill in between leaves it open.',
    source: 'Modes of all files with the new data, after each operation of one write.',
  },
  'temporary-elsewhere': {
    title: 'Temporary file elsewhere',
    meaning: 'The new document is put together beyond the directory of the document.',
    cause: 'os.tmpdir() may be another file system; a rename fails there (EXDEV), and a copy is not atomic.',
    source: 'Places of all files with the new data, after each operation of one write.',
  },
  'changed-owner': {
    title: 'Changed owner',
    meaning: 'A write gave the file to another user or group.',
    cause: 'A rename puts a new file in place, which belongs to whoever wrote it, e.g. root under sudo.',
    source: steps,
  },
  'changed-mode': {
    title: 'Changed permissions',
    meaning: "The file's permissions changed with a write.",
    cause: 'A rename puts a new file in place: 0600 becomes 0644 unless the mode is carried over.',
    source: steps,
  },
  'replaced-symlink': {
    title: 'Replaced symbolic link',
    meaning: 'A symbolic link was replaced by a file.',
    cause: 'A rename onto the link replaces the link, not its target; resolve it first.',
    source: 'rename(2). Detected in the recorded steps.',
  },
  'missing-directory': {
    title: 'Missing directory not made',
    meaning: 'A write into a directory that does not exist was rejected.',
    cause: 'The strategy leaves it to its callers to make the directory of the document.',
    source: steps,
  },
  'missed-target': {
    title: 'Missed link target',
    meaning: 'A write through a symbolic link did not reach the target.',
    cause: 'As with a replaced link: the file that others read keeps its old content.',
    source: steps,
  },
  'not-seen': {
    title: 'Step not reached',
    meaning: 'The session ended before the step that this check looks at.',
    cause: 'Nothing is known about it; an earlier finding says why the session ended.',
    source: steps,
  },
  'write-failed': {
    title: 'Uncontended write failed',
    meaning: 'A write without any competitor failed.',
    cause: 'A lock that was not released, a limit that was reached, or a fault of the disk.',
    source: steps,
  },
  'client-error': {
    title: 'Unexpected error',
    meaning: 'A call failed with something other than CONFLICT or LOCKED, or LOCK_LOST where time was lost.',
    cause:
      'The strategy does not handle a state of the file system, often one made by another client. Time is lost in a ' +
      'pause or a clock jump under a schedule; anywhere else LOCK_LOST is an error like others.',
    source: 'The codes that Store may reject with.',
  },
  'inexact-message': {
    title: 'Inexact conflict message',
    meaning: 'A conflict named revisions that can not have been the expected and the found one.',
    cause: 'The message is made from a cached or another document; it misleads its reader.',
    source: 'M0.3: "Conflict detected: expected rev 1, found 2", compared with what had been acknowledged.',
  },
  'several-winners': {
    title: 'Several winners',
    meaning: 'Several writers started from the same revision, and more than one was acknowledged.',
    cause: 'Each overwrote the others unseen: the compare and the swap were not one step.',
    source: oneWinner,
  },
  'winner-lost': {
    title: 'Winner lost',
    meaning: 'One of several writers was acknowledged, and the final document is not the one that it wrote.',
    cause: 'A writer that was refused wrote all the same, or the acknowledgement was not true.',
    source: finalRead,
  },
  'piles-up': {
    title: 'Files that pile up',
    meaning:
      'Every write left one more file beside the document, and after 400 writes none had been removed.',
    cause:
      'A generation, a backup or a temporary file with a name of its own for each write, which nobody removes.',
    source: 'The number of names that the harness counted below the directory of the document.',
  },
  leftover: {
    title: 'Leftover files',
    meaning: 'Temporary or lock files were left behind although every client had closed its store.',
    cause: 'Some path does not clean up, mostly one after an error or a lost race.',
    source: 'A listing of the directory. M0.3: "No .tmp or .lock files left behind".',
  },
  'no-winner': {
    title: 'No winner',
    meaning: 'Several writers started from the same revision, and none of them was acknowledged.',
    cause: 'They kept each other from writing: progress is lost, though no data is.',
    source: oneWinner,
  },
  'ack-before-commit': {
    title: 'Acknowledged before the commit',
    meaning: 'A write was acknowledged before it was in the file.',
    cause: 'A promise resolves too early; a crash in between loses what the caller believes saved.',
    source: 'The file is read by other means right after the acknowledgement.',
  },
  'unreadable-final': {
    title: 'Unreadable at the end',
    meaning: 'At the end no client could read the document any more.',
    cause: 'Two writers wrote into one file or one temporary file at the same time.',
    source: finalRead,
  },
} satisfies Record<string, AnomalyDefinition>;

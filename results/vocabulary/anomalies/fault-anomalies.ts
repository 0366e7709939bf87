// Anomalies when the file system fails: one operation of a call answered with an error or took less than it
// was given, and this is what the call made of it, or what was there and possible when the fault was over.
import type { AnomalyDefinition } from './anomaly-definition.js';

const injected =
  'Each operation of a call is made to fail with each error that it can give, and a fresh client looks afterwards.';

export const faultAnomalies = {
  'acknowledged-in-spite': {
    title: 'Acknowledged in spite of a fault',
    meaning: 'An operation of a write failed, the write was acknowledged, and what it wrote is not there.',
    cause:
      'An error is swallowed, or the number of bytes that write(2) took is not looked at: a full disk often takes a part.',
    source: injected,
  },
  'damaged-by-fault': {
    title: 'Document damaged by a fault',
    meaning: 'After a failed call the acknowledged document was gone, torn or could not be read any more.',
    cause:
      'The document is changed before its successor is complete: in place, by a copy, or removed before a rename.',
    source: injected,
  },
  'error-read-as-absent': {
    title: 'A failing read taken for "no document"',
    meaning: 'A read met an error of the file system and answered that there is no document.',
    cause: 'Every error counts as ENOENT; the next write then begins anew over what is there.',
    source: injected,
  },
  'lost-after-failed-sync': {
    title: 'Document lost after a failed fsync',
    meaning:
      'An fsync failed, the power was lost afterwards, and the document was gone, torn or the one before.',
    cause:
      'The pages of a failed fsync are marked clean: a second fsync succeeds and writes nothing. Or the document itself was written in place.',
    source: 'The recorded write, with the pages of the failed fsync as ext4, xfs and btrfs leave them.',
  },
  'sync-error-ignored': {
    title: 'Failed sync acknowledged',
    meaning: 'An fsync failed and the write was acknowledged without writing its bytes again.',
    cause:
      'The error is swallowed, or the same descriptor is synced once more: the kernel may have dropped the pages and ' +
      'then answers that all is well.',
    source: 'Rebello et al., Can Applications Recover from fsync Failures? (USENIX ATC 2020).',
  },
  'untyped-failure': {
    title: 'Failure without a code',
    meaning: 'A call rejected with an error that carries no code.',
    cause: 'The error of the system is replaced by one that nobody can tell from others.',
    source: 'The contract: a rejected call carries a code, and the error of the system as its cause.',
  },
  'broken-for-good': {
    title: 'Broken for good by one fault',
    meaning: 'The fault was over, and the next write failed all the same.',
    cause:
      'A queue keeps the rejected call at its head, or state in memory does not match the file any more.',
    source: injected,
  },
  'lock-kept-after-fault': {
    title: 'Lock kept after a fault',
    meaning: 'The fault was over, and the next write was refused as LOCKED.',
    cause: 'The lock is released on the good path only.',
    source: injected,
  },
  'wrote-without-lock': {
    title: 'Written without the lock',
    meaning:
      'The lock could not be taken for another reason than contention, and the write was done all the same.',
    cause:
      'Every failure of the lock counts as "locks do not work here"; then no writer is kept apart from another.',
    source: injected,
  },
  'litter-after-fault': {
    title: 'Litter after a fault',
    meaning: 'Files of a failed write were still there after two good ones.',
    cause: 'A temporary file with a name of its own is not removed when the write fails.',
    source: injected,
  },
  'descriptor-leak': {
    title: 'Descriptors leak',
    meaning: 'With every write, or with every failure of one, more descriptors stayed open.',
    cause:
      'A file is never closed, or on the good path only; in the end nothing can be opened any more (EMFILE).',
    source:
      'Open descriptors in /proc/self/fd, three times: after more writes, or after the same fault again.',
  },
  'hang-after-fault': {
    title: 'Never returned after a fault',
    meaning: 'An operation failed, and the call did not settle.',
    cause: 'Nobody waits for an error event, or the call is tried again without a bound.',
    source: injected,
  },
} satisfies Readonly<Record<string, AnomalyDefinition>>;

// Anomalies that are seen without comparing histories: what was read back, refused, accepted or left behind
// by an ordinary sequence of calls, and what was there after everybody had stopped.
import type { GlossaryEntry } from './entry.js';

const steps = 'Seen in the recorded steps of one client.';

export const sessionAnomalies = {
  'absent-not-null': {
    plain: 'Reading a document that does not exist did not answer null.',
    cause: 'The strategy invents an empty document, or fails, where it should say that there is none.',
    source: 'The contract of Store.read.',
  },
  'accepted-broken': {
    plain: 'A file that is not a task document was read as if it were one.',
    cause: 'What is read is not validated; the next write would make the damage permanent.',
    source: 'The contract of Store.read: reject what can not be understood.',
  },
  'overwritten-broken': {
    plain: 'A file that could not be understood was overwritten.',
    cause: 'A document of a newer version, or one with a typo made by hand, is lost for good.',
    source: 'The contract of Store.write: leave it untouched.',
  },
  'accepted-stale-write': {
    plain: 'A write that expected an older revision was accepted.',
    cause: 'The expected revision is not compared: compare-and-swap is only pretended.',
    source: steps,
  },
  'changed-by-stale-write': {
    plain: 'A write was refused as stale, and the document changed all the same.',
    cause: 'The revision is compared after writing.',
    source: steps,
  },
  'rejected-good-write': {
    plain: 'A write that expected the current revision was refused.',
    cause: 'The revision is compared with a cached or differently read document.',
    source: steps,
  },
  'wrong-conflict-message': {
    plain: 'A conflict was reported without naming the expected and the found revision as promised.',
    cause: 'Callers and people can not tell what to do; the message is part of the contract.',
    source: 'M0.3: "Conflict detected: expected rev 1, found 2".',
  },
  'changed-data': {
    plain: 'What was read back is not what was written.',
    cause: 'The serialisation loses or changes values: numbers, dates, empty strings, line breaks.',
    source: steps,
  },
  'dropped-field': {
    plain: 'A field that the strategy does not know was lost by a write.',
    cause: 'Documents of a newer program lose data when an older one writes them.',
    source: 'The contract of Store.write: unknown fields are kept.',
  },
  'changed-field': {
    plain: 'A field that the strategy does not know was changed by a write.',
    cause: 'As with a dropped field, but harder to notice.',
    source: 'The contract of Store.write: unknown fields are kept.',
  },
  'changed-mode': {
    plain: "The file's permissions changed with a write.",
    cause: 'A rename puts a new file in place: 0600 becomes 0644 unless the mode is carried over.',
    source: steps,
  },
  'replaced-symlink': {
    plain: 'A symbolic link was replaced by a file.',
    cause: 'A rename onto the link replaces the link, not its target; resolve it first.',
    source: 'rename(2). Seen in the recorded steps.',
  },
  'missed-target': {
    plain: 'A write through a symbolic link did not reach the target.',
    cause: 'As with a replaced link: the file that others read keeps its old content.',
    source: steps,
  },
  'not-seen': {
    plain: 'The step that should have shown it was not reached.',
    cause: 'The session stopped early, so nothing is known; an earlier finding says why.',
    source: steps,
  },
  'write-failed': {
    plain: 'A write without any competitor failed.',
    cause: 'A lock that was not released, a limit that was reached, or a fault of the disk.',
    source: steps,
  },
  'client-error': {
    plain: 'A call failed with something other than CONFLICT or LOCKED, or LOCK_LOST where time was lost.',
    cause:
      'The strategy met a state of the file system that it does not handle, often made by another client. Time is ' +
      'lost in a pause or a clock jump under a schedule; anywhere else LOCK_LOST is an error like others.',
    source: 'The codes that Store may reject with.',
  },
  'inexact-message': {
    plain: 'A conflict was reported with revisions that can not have been the expected and the found one.',
    cause: 'The message is made up from a cached or another document; it misleads whoever reads it.',
    source: 'M0.3: "Conflict detected: expected rev 1, found 2", compared with what had been acknowledged.',
  },
  'several-winners': {
    plain: 'Several writers started from the same revision, and more than one was acknowledged.',
    cause: 'Each overwrote the others unseen: the compare and the swap were not one step.',
    source: 'Exactly one of several compare-and-swap writes must succeed.',
  },
  'winner-lost': {
    plain: 'Of several writers one was acknowledged, and the document in the end is not what it wrote.',
    cause: 'A writer that was refused wrote all the same, or the acknowledgement was not true.',
    source: 'The final read of a fresh client, after everybody has stopped.',
  },
  leftover: {
    plain: 'Temporary or lock files were left behind although everybody had closed.',
    cause: 'Cleaning up was forgotten on some path, mostly after an error or a lost race.',
    source: 'A listing of the directory. M0.3: "No .tmp or .lock files left behind".',
  },
  'no-winner': {
    plain: 'Several writers started from the same revision, and none of them was acknowledged.',
    cause: 'They kept each other from writing: progress is lost, though no data is.',
    source: 'Exactly one of several compare-and-swap writes must succeed.',
  },
  'ack-before-commit': {
    plain: 'A write was acknowledged before it was in the file.',
    cause: 'A promise resolves too early; a crash in between loses what the caller believes saved.',
    source: 'The file is read by other means right after the acknowledgement.',
  },
  'unreadable-final': {
    plain: 'At the end nobody could read the document any more.',
    cause: 'Two writers wrote into one file or one temporary file at the same time.',
    source: 'The final read of a fresh client, after everybody has stopped.',
  },
} satisfies Record<string, GlossaryEntry>;

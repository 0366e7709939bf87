// Anomalies after a death: a process was killed in the middle of a write, or did not come back from a call,
// and this is what the next one met.
import type { GlossaryEntry } from './entry.js';

const afterPowerLoss =
  'A disk that the persistence model permits, put in front of the strategy: read, written, listed.';
const afterKill = 'The first read of a fresh client after the crash, token and digest compared.';

export const crashAnomalies = {
  'lost-acknowledged-write': {
    plain: 'A write that had been acknowledged was gone after the crash.',
    cause: 'It was acknowledged before it was durable, or it was removed before its successor was in place.',
    source: afterKill,
  },
  'torn-document': {
    plain: 'After the crash the document was neither the old nor the new one.',
    cause: 'The file is written in place, and the writer died half-way.',
    source: afterKill,
  },
  'stuck-lock': {
    plain:
      'Nobody was left who could hold the lock, and the next writer was kept out for longer than it may be.',
    cause:
      'The lock of a dead process stays: it is a file, and nobody tells whether its owner lives. Or one of the living ' +
      'did not release it under some schedule.',
    source:
      'The first write after the SIGKILL, with 15 s of patience; after a schedule, with 60 s of virtual time.',
  },
  'slow-recovery': {
    plain: 'After a crash the next write got through, but only after a long wait.',
    cause: 'The dead lock is taken over only when it has become stale.',
    source: 'From the SIGKILL to the acknowledgement of the next write.',
  },
  'write-after-kill-failed': {
    plain: 'After a crash the next write failed, for another reason than a lock.',
    cause: 'Leftovers of the dead writer are in the way of the next one.',
    source: 'The first write after the SIGKILL.',
  },
  'zero-length-document': {
    plain: 'After a power loss the document was there and empty.',
    cause: 'Its name became durable before its content: it was renamed before it was synced.',
    source: afterPowerLoss,
  },
  'missing-document': {
    plain: 'There was a document before the power loss, and none after it.',
    cause: 'The old one was taken away before the new one was durable in its place.',
    source: afterPowerLoss,
  },
  'phantom-document': {
    plain: 'After a power loss the document was one that nobody had begun to write by then.',
    cause: 'Something older came back, or contents of different writes were mixed.',
    source: afterPowerLoss,
  },
  'recovery-failed': {
    plain: 'After a power loss the strategy itself could not read what it had left.',
    cause: 'A file that it needs beside the document is torn, or missing.',
    source: afterPowerLoss,
  },
  'follow-up-failed': {
    plain: 'After a power loss the next write did not get through.',
    cause: 'Leftovers of the interrupted write, or a lock that came back, are in its way.',
    source: afterPowerLoss,
  },
  litter: {
    plain: 'After a crash and the next write, files were there that an ordinary write does not leave.',
    cause: 'Temporary or lock files of the dead writer that nobody cleans up.',
    source: 'A listing of the directory. M0.3: "Next writer cleans up stale .tmp file".',
  },
  crash: {
    plain: 'The process died inside a call of the strategy.',
    cause: 'A native addon that aborts, or an exit in the wrong place.',
    source: 'How the process ended, and which call it was in.',
  },
  hang: {
    plain: 'A call of the strategy did not return.',
    cause: 'A lock that is waited for without a limit, or a promise that nobody settles.',
    source: 'The deadline of the call had passed, or it waited for what could not come any more.',
  },
  death: {
    plain:
      'Under some schedule the strategy took its client down, or threw in open, in close or from a timer.',
    cause: 'An exit, an abort or an uncaught exception where another client was in the way.',
    source: 'How the client ended, in the middle of a schedule that can be replayed.',
  },
  'uncaught-exception': {
    plain: 'The strategy let an exception escape, from a timer or an event.',
    cause: 'No caller can catch it: it would end the application.',
    source: 'Node reported an uncaught exception or an unhandled rejection.',
  },
} satisfies Record<string, GlossaryEntry>;

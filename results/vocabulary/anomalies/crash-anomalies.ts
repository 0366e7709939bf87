// Anomalies after a failure: a process was killed in the middle of a write, died or hung in a call of the
// strategy, or the power went, and this is the state that the next client finds.
import type { AnomalyDefinition } from './anomaly-definition.js';

const afterPowerLoss =
  'A fresh client opens, reads, writes and lists a disk state that the persistence model permits.';
const afterKill = 'The first read by a fresh client after the crash, with its token and digest compared.';

export const crashAnomalies = {
  'lost-acknowledged-write': {
    title: 'Lost acknowledged write',
    meaning: 'A write that had been acknowledged was gone after the crash.',
    cause: 'It was acknowledged before it was durable, or it was removed before its successor was in place.',
    source: afterKill,
  },
  'torn-document': {
    title: 'Torn document',
    meaning: 'After the crash the document was neither the old nor the new one.',
    cause: 'The file is written in place, and the writer died half-way.',
    source: afterKill,
  },
  'zero-length-document': {
    title: 'Zero-length document',
    meaning: 'After a loss of power the document was there and empty.',
    cause: 'Its name became durable before its content: it was renamed before it was synced.',
    source: afterPowerLoss,
  },
  'missing-document': {
    title: 'Missing document',
    meaning: 'There was a document before the loss of power, and none after it.',
    cause: 'The old one was removed before the new one was durable in its place.',
    source: afterPowerLoss,
  },
  'phantom-document': {
    title: 'Phantom document after a crash',
    meaning: 'After a loss of power the document was a whole one that no write had attempted by then.',
    cause: 'Something older came back, or contents of different writes were mixed.',
    source: afterPowerLoss,
  },
  'recovery-failed': {
    title: 'Recovery failed',
    meaning: 'After a crash the strategy could not read the files that it had written itself.',
    cause: 'A file that it needs beside the document is torn, or missing.',
    source: 'The first read after a SIGKILL, or on a disk as a loss of power may leave it.',
  },
  'follow-up-failed': {
    title: 'Next write failed',
    meaning: 'After a loss of power the next write did not succeed.',
    cause: 'Leftovers of the interrupted write, or a lock that came back, are in its way.',
    source: afterPowerLoss,
  },
  'stuck-lock': {
    title: 'Stuck lock',
    meaning: 'No living client held the lock, and the next writer could not take it within its time limit.',
    cause:
      'The lock of a dead process stays: it is a file, and nothing checks whether its owner lives. Or a living client ' +
      'did not release it under some schedule.',
    source:
      'The first write after the SIGKILL, with 15 s of patience; after a schedule, with 60 s of virtual time.',
  },
  'slow-recovery': {
    title: 'Slow recovery',
    meaning: 'After a crash the next write succeeded, but only after a long wait.',
    cause: 'The lock of the dead process is taken over only when it has become stale.',
    source: 'From the SIGKILL to the acknowledgement of the next write.',
  },
  'write-after-kill-failed': {
    title: 'Write after a kill failed',
    meaning: 'After a crash the next write failed, for another reason than a lock.',
    cause: 'Leftovers of the dead writer are in the way of the next one.',
    source: 'The first write after the SIGKILL.',
  },
  litter: {
    title: 'Leftovers after a crash',
    meaning: 'After a crash and the next write, files remained that an ordinary write does not leave.',
    cause: 'Nothing cleans up the temporary or lock files of the dead writer.',
    source: 'A listing of the directory. M0.3: "Next writer cleans up stale .tmp file".',
  },
  crash: {
    title: 'Crash in strategy code',
    meaning: 'The process died inside a call of the strategy.',
    cause: 'A native addon that aborts, or an exit in the wrong place.',
    source: 'How the process ended, and in which call.',
  },
  hang: {
    title: 'Hang in strategy code',
    meaning: 'A call of the strategy did not return.',
    cause: 'It waits for a lock without a limit, or for a promise that never settles.',
    source:
      'The deadline of the call passed, or the call waited for something that could not happen any more.',
  },
  death: {
    title: 'Client died under a schedule',
    meaning: 'Under some schedule the strategy ended its client, or threw in open, in close or from a timer.',
    cause: 'An exit, an abort or an uncaught exception where another client was in the way.',
    source: 'How the client ended, in the middle of a schedule that can be replayed.',
  },
  'memory-exhausted': {
    title: 'Memory without a bound',
    meaning: 'The case kept more memory than it may, while a call of the strategy was under way.',
    cause: 'Documents, buffers or listeners that are kept for every write and never let go.',
    source: 'The resident memory of all processes of the case, twice a second (Linux).',
  },
  'uncaught-exception': {
    title: 'Uncaught exception',
    meaning: 'The strategy let an exception escape, from a timer or an event.',
    cause: 'No caller can catch it: it would end the application.',
    source: 'Node reported an uncaught exception or an unhandled rejection.',
  },
} satisfies Record<string, AnomalyDefinition>;

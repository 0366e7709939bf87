// Anomalies after a death: a process was killed in the middle of a write, or did not come back from a call,
// and this is what the next one met.
import type { Entry } from './entry.js';

const afterKill = 'The first read of a fresh client after the SIGKILL, token and digest compared.';

export const crashAnomalies = {
  'lost-acknowledged-write': {
    plain: 'A write that had been acknowledged was gone after the crash.',
    cause: 'It was acknowledged before it was durable, or an older state was put back in its place.',
    source: afterKill,
  },
  'torn-document': {
    plain: 'After the crash the document was neither the old nor the new one.',
    cause: 'The file is written in place, and the writer died half-way.',
    source: afterKill,
  },
  'missing-document': {
    plain: 'After the crash there was no document at all.',
    cause: 'It is removed before its successor is in place.',
    source: afterKill,
  },
  'stuck-lock': {
    plain: 'After a crash the next writer was kept out, for longer than it may be.',
    cause: 'The lock of a dead process stays: it is a file, and nobody tells whether its owner lives.',
    source: 'The first write after the SIGKILL, with 15 s of patience.',
  },
  crash: {
    plain: 'The process died inside a call of the strategy.',
    cause: 'A native addon that aborts, or an exit in the wrong place.',
    source: 'How the process ended, and which call it was in.',
  },
  hang: {
    plain: 'A call of the strategy did not return.',
    cause: 'A lock that is waited for without a limit, or a promise that nobody settles.',
    source: 'The deadline of the call had passed, and the process was ended.',
  },
  'uncaught-exception': {
    plain: 'The strategy let an exception escape, from a timer or an event.',
    cause: 'No caller can catch it: it would end the application.',
    source: 'Node reported an uncaught exception or an unhandled rejection.',
  },
} satisfies Record<string, Entry>;

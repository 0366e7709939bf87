// Attaches strace to one thread, or to all threads, of a living process, and lets it fail some of their system
// calls. Linux only. The process goes on as before once strace is detached.
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type ChildEnding, startCommand } from '../../processes/fork.js';
import type { RegisterProcess } from '../../processes/process-registry.js';
import { parseStraceLog, type SystemCall } from './strace-log.js';

export interface Attaching {
  /** A thread's id; with `allThreads` the process's. */
  tid: number;
  allThreads: boolean;
  /** The system calls to log. */
  calls: readonly string[];
  /** Fails this one of those calls: the `nth` since attaching, or all from that one on. */
  inject: { name: string; code: string; nth: number; lasting: boolean } | null;
  /** An empty directory for the log. */
  scratch: string;
  registerProcess: RegisterProcess;
}

const ATTACH_MS_MAX = 20_000;
const LOOK_EVERY_MS = 2;
/** Bytes of a string in the log: paths must be whole, data need not be. */
const STRING_BYTES_MAX = 4096;

/** Rejects when strace can't attach. `detach` resolves with the calls that it has seen. */
export async function attachStrace(attaching: Attaching): Promise<{ detach(): Promise<SystemCall[]> }> {
  const { tid, allThreads, calls, inject, scratch, registerProcess } = attaching;
  const [log, said] = [join(scratch, 'log'), join(scratch, 'said')];
  const stderr = openSync(said, 'w');
  const when = inject === null ? '' : `${inject.nth}${inject.lasting ? '+' : ''}`;
  const strace = startCommand('strace', {
    args: [
      ...(allThreads ? ['-f'] : []),
      ...[
        '-p',
        String(tid),
        '-y',
        '-xx',
        '-T',
        '-s',
        String(STRING_BYTES_MAX),
        '-e',
        'signal=none',
        '-o',
        log,
      ],
      ...['-e', `trace=${calls.join(',')}`],
      ...(inject === null ? [] : ['-e', `inject=${inject.name}:error=${inject.code}:when=${when}`]),
    ],
    stderr,
    registerProcess,
    msMax: ATTACH_MS_MAX * 3,
  });
  closeSync(stderr);
  let ending: ChildEnding | null = null;
  void strace.ended.then((how) => {
    ending = how;
  });
  for (let waitedMs = 0; !readFileSync(said, 'utf8').includes('attached'); waitedMs += LOOK_EVERY_MS) {
    if (ending !== null || waitedMs > ATTACH_MS_MAX) {
      strace.end();
      throw new Error(`strace can't attach: ${readFileSync(said, 'utf8').trim().slice(0, 300)}`);
    }
    await setTimeout(LOOK_EVERY_MS);
  }
  return {
    async detach() {
      if (strace.pid !== null && ending === null) process.kill(strace.pid, 'SIGINT');
      await strace.ended;
      const text = existsSync(log) ? readFileSync(log, 'latin1') : '';
      // Of one thread alone, strace does not say which.
      return parseStraceLog(allThreads ? text : text.replaceAll(/^/gm, `${tid} `));
    },
  };
}

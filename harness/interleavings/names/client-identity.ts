// What tells one process or thread from another, and would be another in the next run: pid, thread id, the
// moment of its start, the boot, the host. In names they become `P0`, `T0`, `S0` (of client 0), `B` and `H`;
// threads share one process, which is `P` and `S` for all.
import { hostname } from 'node:os';
import { isMainThread, threadId } from 'node:worker_threads';
import { originalFs } from '../../tap/patch/original-fs.js';

export interface ClientIdentity {
  client: number;
  pid: number;
  /** null: the client is a process. */
  threadId: number | null;
  /** When its process started, in the ways in which that is written down. */
  started: readonly string[];
}

const startTicksField = 19;

export function identityOfThisThread(client: number): ClientIdentity {
  return {
    client,
    pid: process.pid,
    threadId: isMainThread ? null : threadId,
    started: startOfThisProcess(),
  };
}

let known: string[] | null = null;

/** In clock ticks since the boot (proc(5)), and in milliseconds and seconds since 1970. */
function startOfThisProcess(): string[] {
  if (known !== null) return known;
  const ms = Math.floor(performance.timeOrigin);
  const ticks = firstLineOf('/proc/self/stat');
  const counted = ticks?.slice(ticks.lastIndexOf(')') + 2).split(' ')[startTicksField];
  known = [
    ...(counted === undefined ? [] : [counted]),
    String(ms),
    String(ms + 1),
    String(Math.floor(ms / 1000)),
  ];
  return known;
}

function firstLineOf(path: string): string | null {
  try {
    return originalFs.readFileSync(path, 'latin1').split('\n')[0] ?? null;
  } catch {
    return null;
  }
}

export interface MachineIdentity {
  /** null: not known, or not fit to be recognised in a name. */
  boot: string | null;
  host: string | null;
}

const hostLengthMin = 6;
let machine: MachineIdentity | null = null;

export function identityOfThisMachine(): MachineIdentity {
  const host = hostname();
  machine ??= {
    boot: firstLineOf('/proc/sys/kernel/random/boot_id'),
    // A short word of letters may be part of any name.
    host: host.length >= hostLengthMin || /\d/.test(host) ? host : null,
  };
  return machine;
}

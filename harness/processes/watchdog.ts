// A process that armed its watchdog dies with its parent, even while its own JavaScript spins. The parent
// holds the other end of a pipe; a worker thread waits for the pipe to end and then SIGKILLs its own process.
// The thread waits in an event loop rather than in a blocking read, because Node joins its threads on exit
// and would wait for the read. It can't help in a stopped process, whose watchdog is stopped too: the reaper
// and the sweep end those.
import type { ChildProcess, StdioPipe } from 'node:child_process';
import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** Names the descriptor that the child has to watch. */
export const watchdogVariable = 'HOLDFAST_WATCHDOG_FD';

const pollMs = 500;

/** Runs as CommonJS without preloads, and needs process.kill and net only, so that it starts fast. */
const threadSource = `
const { workerData: { fd, parentPid, pollMs } } = require('node:worker_threads');
const die = () => process.kill(process.pid, 'SIGKILL');
const poll = () => {
  if (process.platform !== 'win32' && process.ppid !== parentPid) die();
  try { process.kill(parentPid, 0); } catch (error) { if (error.code === 'ESRCH') die(); }
};
try {
  if (fd === null) throw new Error('no pipe');
  const pipe = new (require('node:net').Socket)({ fd, readable: true, writable: false });
  pipe.on('error', die).on('close', die).resume();
} catch {
  poll();
  setInterval(poll, pollMs);
}
`;

export interface WatchdogStdio<Entry> {
  /** The list that was given, with one pipe more. */
  stdio: (Entry | StdioPipe)[];
  /** The child's descriptor of that pipe, and its index in `child.stdio`. */
  fd: number;
  /** To be merged into the child's environment. */
  env: Record<string, string>;
}

/**
 * Parent side, before spawn or fork: adds the watchdog's slot behind the others (for fork, `ipc` among them).
 */
export function watchdogStdio<Entry>(stdio: readonly Entry[]): WatchdogStdio<Entry> {
  const fd = stdio.length;
  return { stdio: [...stdio, 'pipe'], fd, env: { [watchdogVariable]: String(fd) } };
}

/**
 * Parent side, after spawn or fork: keeps our end open without keeping our event loop alive. Our end is
 * close-on-exec, so no sibling inherits it; it closes when this process ends.
 */
export function holdWatchdog(child: ChildProcess, fd: number): void {
  const end = child.stdio[fd];
  if (!(end instanceof Socket)) return;
  // The child's death resets the connection; its exit is reported elsewhere.
  end.on('error', () => {});
  end.unref();
}

/**
 * Child side, first thing in an entry. Without a descriptor (argument or environment) the thread polls the
 * parent's pid instead. Costs the calling thread about 3 ms; the thread itself is ready some 30 ms later, and
 * a parent that dies earlier is noticed then. Keeps nothing alive and does not delay the exit.
 */
export function armWatchdog(fd: number | null = descriptorFromEnvironment()): void {
  // Programs that the strategy starts must not mistake a descriptor of theirs for the watchdog's.
  delete process.env[watchdogVariable];
  const thread = new Worker(threadSource, {
    eval: true,
    name: 'watchdog',
    // Without the fs tap and other preloads of this process.
    execArgv: [],
    env: {},
    stdin: false,
    workerData: { fd, parentPid: process.ppid, pollMs },
  });
  // No listener for 'error': a process whose watchdog can't start must fail, not run unwatched.
  thread.unref();
}

function descriptorFromEnvironment(): number | null {
  const text = process.env[watchdogVariable];
  const fd = Number(text);
  return text !== undefined && Number.isSafeInteger(fd) && fd > 2 ? fd : null;
}

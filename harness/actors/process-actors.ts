// Actors as forked child processes. Each holds the read end of a pipe whose other end only we hold, so that
// none survives us.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { holdWatchdog, watchdogStdio } from '../platform/watchdog.js';
import type { ActorTask } from './actor.js';
import { READY } from './control.js';
import type { Ending, RunningActor } from './running.js';

const ENTRY = fileURLToPath(new URL('./process-entry.js', import.meta.url));

export interface RunningProcess extends RunningActor {
  readonly where: 'process';
  readonly pid: number;
}

export function startProcess(task: ActorTask, registerProcess: (pid: number) => () => void): RunningProcess {
  const watchdog = watchdogStdio(['ignore', 'ignore', 'ignore', 'ipc'] as const);
  const child = fork(ENTRY, [], {
    stdio: watchdog.stdio,
    env: { ...process.env, ...watchdog.env },
    execArgv: [],
  });
  holdWatchdog(child, watchdog.fd);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`could not start a child process for actor ${task.actor}`);
  const unregister = registerProcess(pid);
  const ready = new Promise<void>((resolve) => {
    child.once('message', (message) => {
      if (message === READY) resolve();
    });
  });
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => {
      unregister();
      resolve(endingOf(code, signal));
    });
    child.once('error', (error) =>
      resolve({ type: 'died', how: { type: 'uncaught', message: error.message } }),
    );
  });
  send(child, task);
  return {
    task,
    where: 'process',
    pid,
    ready: Promise.race([ready, ended.then(() => {})]),
    ended,
    tell: (message) => send(child, message),
    kill: () => child.kill('SIGKILL'),
  };
}

/** A message to a child that has just died is lost, and that is no error of ours. */
function send(child: ChildProcess, message: object): void {
  if (child.connected) child.send(message, () => {});
}

function endingOf(code: number | null, signal: NodeJS.Signals | null): Ending {
  if (signal !== null) return { type: 'died', how: { type: 'signal', signal } };
  if (code !== 0) return { type: 'died', how: { type: 'exit', exitCode: code } };
  return { type: 'done' };
}

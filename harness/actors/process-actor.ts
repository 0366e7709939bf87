// A forked child that acts, one task after another. It can't outlive us: it ends when the channel to us does,
// and what spins without listening falls to the reaper of the run.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ActorTask } from './actor.js';
import type { ActorEnding, ProcessHandle } from './actor-handle.js';
import { FINISHED, type HostMessage, READY } from './control.js';

const ENTRY = fileURLToPath(new URL('./process-entry.js', import.meta.url));

export interface ProcessActor {
  /** `whenFree` is called when the task ended in good order and the child waits for another. */
  work(task: ActorTask, whenFree: () => void): ProcessHandle;
}

/** Throws when the system can't start another process. */
export function startProcessActor(registerProcess: (pid: number) => () => void): ProcessActor {
  const child = fork(ENTRY, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
  const { pid } = child;
  if (pid === undefined) throw new Error('could not start a child process for an actor');
  const unregister = registerProcess(pid);
  const died = new Promise<ActorEnding>((resolve) => {
    child.once('exit', (code, signal) => {
      unregister();
      resolve(endingOf(code, signal));
    });
    child.once('error', (error) =>
      resolve({ type: 'died', how: { type: 'uncaught', message: error.message } }),
    );
  });
  return { work: (task, whenFree) => startWork(child, pid, died, task, whenFree) };
}

function startWork(
  child: ChildProcess,
  pid: number,
  died: Promise<ActorEnding>,
  task: ActorTask,
  whenFree: () => void,
): ProcessHandle {
  let sayReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    sayReady = resolve;
  });
  const finished = new Promise<ActorEnding>((resolve) => {
    const hear = (message: unknown): void => {
      if (message === READY) sayReady();
      if (message !== FINISHED) return;
      child.off('message', hear);
      whenFree();
      resolve({ type: 'done' });
    };
    child.on('message', hear);
  });
  send(child, { say: 'task', task });
  const ended = Promise.race([finished, died]);
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
function send(child: ChildProcess, message: HostMessage): void {
  if (child.connected) child.send(message, () => {});
}

/** The death of a child that did not say that it had finished; exit code 0 is a death too. */
function endingOf(code: number | null, signal: NodeJS.Signals | null): ActorEnding {
  if (signal !== null) return { type: 'died', how: { type: 'signal', signal } };
  return { type: 'died', how: { type: 'exit', exitCode: code } };
}

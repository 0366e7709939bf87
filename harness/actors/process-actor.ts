// A child process that acts, one task after another. It ends with the channel to us; one whose strategy
// spins, so that it can't notice, is ended by the reaper of the run.
import { type Child, forkEntry } from '../processes/fork.js';
import type { RegisterProcess } from '../processes/process-registry.js';
import type { ActorTask } from './actor.js';
import type { ActorEnding, ProcessHandle } from './actor-handle.js';
import { causeOfDeath } from './cause-of-death.js';
import { FINISHED, type HostMessage, READY } from './control.js';
import { ReadyRounds } from './ready-rounds.js';

const ENTRY = new URL('./process-entry.js', import.meta.url);

export interface ProcessActor {
  /** `whenFree` is called when the task is finished and the child waits for another. */
  work(task: ActorTask, whenFree: () => void): ProcessHandle;
}

/** Throws when the system can't start another process. */
export function startProcessActor(registerProcess: RegisterProcess): ProcessActor {
  const child = forkEntry(ENTRY, { registerProcess, ipc: true });
  const { pid } = child;
  if (pid === null) throw new Error('could not start a child process for an actor');
  const died = child.ended.then((ending): ActorEnding => ({ type: 'died', how: causeOfDeath(ending) }));
  return { work: (task, whenFree) => startWork(child, pid, died, task, whenFree) };
}

function startWork(
  child: Child,
  pid: number,
  died: Promise<ActorEnding>,
  task: ActorTask,
  whenFree: () => void,
): ProcessHandle {
  const rounds = new ReadyRounds();
  const finished = new Promise<ActorEnding>((resolve) => {
    const stopListening = child.listen((message) => {
      if (message === READY) rounds.say();
      if (message !== FINISHED) return;
      stopListening();
      whenFree();
      resolve({ type: 'done' });
    });
  });
  const send = (message: HostMessage): void => child.send(message);
  send({ say: 'task', task });
  const ended = Promise.race([finished, died]);
  return {
    task,
    where: 'process',
    pid,
    ready: (round = 0) => Promise.race([rounds.for(round), ended.then(() => {})]),
    ended,
    send,
    kill: () => child.kill(),
  };
}

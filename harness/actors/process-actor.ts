// A child process that acts, one task after another. It ends with the channel to us; one whose strategy
// spins, so that it can't notice, is ended by the reaper of the run.
import { existsSync } from 'node:fs';
import { type Child, describeEnding, forkEntry } from '../processes/fork.js';
import { StartFailure } from '../processes/machine-faults.js';
import type { RegisterProcess } from '../processes/process-registry.js';
import { type ActorTask, journalPathOf } from './actor.js';
import type { ActorEnding, ProcessHandle } from './actor-handle.js';
import { causeOfDeath } from './cause-of-death.js';
import { FINISHED, type HostMessage, READY } from './control.js';
import { ReadyRounds } from './ready-rounds.js';

const ENTRY = new URL('./process-entry.js', import.meta.url);

export interface ProcessActor {
  /** `whenFree` is called when the task is finished and the child waits for another. */
  work(task: ActorTask, whenFree: () => void): ProcessHandle;
}

/** Throws StartFailure when the system can't start another process. */
export function startProcessActor(registerProcess: RegisterProcess): ProcessActor {
  const child = forkEntry(ENTRY, { registerProcess, ipc: true });
  const { pid } = child;
  if (pid === null) throw new StartFailure('a process for an actor was not started');
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
    async ready(round = 0) {
      const isReady = await Promise.race([rounds.for(round).then(() => true), ended.then(() => false)]);
      // Node aborts where it can't start its own threads: no code of the strategy had a part in that.
      if (isReady || child.running || existsSync(journalPathOf(task, 0))) return;
      throw new StartFailure(
        `a process for an actor ended before it began (${describeEnding(await child.ended)})`,
      );
    },
    ended,
    send,
    kill: () => child.kill(),
  };
}

// Children that were started before there is anything for them to do: starting Node and loading what every task needs
// takes longer than most tasks, and a processor is often free meanwhile. One that waits knows of no strategy; it is
// called to one task (a standing child: to its first), and nobody is called twice.
import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { CaseContext } from '../../actors/case-context.js';
import { StderrTail } from '../../processes/stderr-tail.js';
import type { Calling } from './child-protocol.js';

export interface PrestartedChild {
  child: ChildProcess;
  words: StderrTail;
}

const ENTRY = fileURLToPath(new URL('../child-entry.js', import.meta.url));

const waiting: PrestartedChild[] = [];

/** Sees to it that as many wait. Worth while if they will be needed, and something else is done first. */
export function prestart(context: Pick<CaseContext, 'registerProcess'>, count: number): void {
  while (waiting.length < count) waiting.push(start(context));
}

/** A host of the strategies of this package will probably have another case, whose first child may wait already. */
export function startForNextCase(context: Pick<CaseContext, 'reference' | 'registerProcess'>): void {
  if (!context.reference.startsWith('file:')) prestart(context, 1);
}

/** One that waited, or a new one. It keeps this process alive. */
export function takePrestartedChild(context: Pick<CaseContext, 'registerProcess'>): PrestartedChild {
  const taken = waiting.shift() ?? start(context);
  keepsUsAlive(taken.child, true);
  return taken;
}

/** Tells it what to do. A message to one that has just died is lost; its end tells. */
export function call(child: ChildProcess, calling: Calling): void {
  if (child.connected) child.send(calling, () => {});
}

function start(context: Pick<CaseContext, 'registerProcess'>): PrestartedChild {
  const child = fork(ENTRY, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  const unregister = child.pid === undefined ? () => {} : context.registerProcess(child.pid);
  const started = { child, words: new StderrTail(child.stderr) };
  const gone = (): void => {
    const at = waiting.indexOf(started);
    if (at >= 0) waiting.splice(at, 1);
  };
  child.once('error', gone);
  child.once('exit', () => {
    unregister();
    gone();
  });
  keepsUsAlive(child, false);
  return started;
}

/** Who only waits is no reason for this process to stay. */
export function keepsUsAlive(child: ChildProcess, alive: boolean): void {
  const stderr = child.stderr as Socket | null;
  if (alive) {
    child.ref();
    child.channel?.ref();
    stderr?.ref();
  } else {
    child.unref();
    child.channel?.unref();
    stderr?.unref();
  }
}

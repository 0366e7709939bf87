// A child process of the doctor that opens files and takes locks on command, so that an addon or a file
// system that crashes or hangs does so here and not in the doctor.
import { closeSync, openSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { errorCode } from '../../processes/error-code.js';
import { armWatchdog } from '../../processes/watchdog.js';
import type { AgentAnswer, AgentCommand, AgentReply, AgentRequest } from './agent-protocol.js';
import { fileProbes } from './file-probes.js';
import { type LockKind, loadLock, type TryLock } from './lock-kinds.js';

const descriptors = new Map<string, number>();
const locks = new Map<LockKind, TryLock>();
let opener: Worker | null = null;

const openerSource = `
const { parentPort } = require('node:worker_threads');
const { openSync } = require('node:fs');
parentPort.on('message', (path) => parentPort.postMessage(openSync(path, 'r+')));
`;

armWatchdog();
process.on('message', (request: AgentRequest) => {
  void answer(request.command).then((result) => {
    const reply: AgentReply = { sequence: request.sequence, answer: result };
    process.send?.(reply);
  });
});
process.on('disconnect', () => process.exit(0));

async function answer(command: AgentCommand): Promise<AgentAnswer> {
  try {
    return await obey(command);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { type: 'error', code: errorCode(error), message };
  }
}

async function obey(command: AgentCommand): Promise<AgentAnswer> {
  switch (command.do) {
    case 'open':
      descriptors.set(
        command.handle,
        command.thread === 'main' ? openSync(command.path, 'r+') : await openInWorker(command.path),
      );
      return { type: 'done' };
    case 'close':
      closeSync(descriptorOf(command.handle));
      descriptors.delete(command.handle);
      return { type: 'done' };
    case 'lock':
      return { type: await lockOf(command.kind)(descriptorOf(command.handle)) };
    case 'create-exclusively':
      return createExclusively(command.path);
    case 'file-probe':
      return { type: 'observed', observation: await fileProbes[command.id].observe(command.dir) };
  }
}

function descriptorOf(handle: string): number {
  const fd = descriptors.get(handle);
  if (fd === undefined) throw new Error(`no open file ${handle}`);
  return fd;
}

function lockOf(kind: LockKind): TryLock {
  const lock = locks.get(kind) ?? loadLock(kind);
  locks.set(kind, lock);
  return lock;
}

function createExclusively(path: string): AgentAnswer {
  try {
    closeSync(openSync(path, 'wx'));
    return { type: 'got' };
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return { type: 'busy' };
    throw error;
  }
}

/** The descriptor stays ours when the worker ends: descriptors belong to the process. */
function openInWorker(path: string): Promise<number> {
  opener ??= new Worker(openerSource, { eval: true, trackUnmanagedFds: false });
  const worker = opener;
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', gotMessage);
      worker.off('error', gotError);
    };
    const gotMessage = (fd: number): void => {
      settle();
      resolve(fd);
    };
    const gotError = (error: Error): void => {
      settle();
      reject(error);
    };
    worker.on('message', gotMessage);
    worker.on('error', gotError);
    worker.postMessage(path);
  });
}

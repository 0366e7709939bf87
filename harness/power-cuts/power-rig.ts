// Starts a rig and waits for what it finds. What it has mounted when it is ended early is on the list of the run,
// which the work directory undoes.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { describeEnding, forkEntry } from '../processes/fork.js';
import type { WorkDirectory } from '../processes/work-directory.js';
import type { RigReport, RigResult, RigTask } from './rig/rig-messages.js';

const ENTRY = new URL('./rig/rig-entry.js', import.meta.url);

export class RigError extends Error {
  override readonly name = 'RigError';
}

/** Rejects with RigError, or with the signal's reason. */
export async function runRig(
  work: WorkDirectory,
  wanted: Pick<RigTask, 'strategy' | 'fileSystem' | 'documentBytes' | 'imagesMax' | 'seed'>,
  observe: (images: number) => void,
  signal: AbortSignal,
): Promise<RigResult> {
  signal.throwIfAborted();
  const task: RigTask = {
    ...wanted,
    runDirectory: work.path,
    name: `power-${randomUUID()}`,
  };
  const child = forkEntry(ENTRY, {
    registerProcess: work.registerProcess,
    ipc: true,
    stderr: 'tail',
    mark: path.join(work.path, task.name),
  });
  const settled = new AbortController();
  try {
    return await new Promise<RigResult>((resolve, reject) => {
      const stop = (): void => reject(signal.reason as Error);
      signal.addEventListener('abort', stop, { once: true, signal: settled.signal });
      child.listen((message) => {
        const report = message as RigReport;
        switch (report.say) {
          case 'progress':
            return observe(report.images);
          case 'done':
            return resolve(report.result);
          case 'faulted':
            return reject(new RigError(report.reason));
          default:
            report satisfies never;
        }
      });
      void child.ended.then((ending) => reject(new RigError(`the rig has ended: ${describeEnding(ending)}`)));
      child.send(task);
    });
  } finally {
    settled.abort();
    child.end();
    await child.ended;
  }
}

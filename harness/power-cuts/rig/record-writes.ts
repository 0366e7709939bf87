// Lets the strategy write on a watched disk, in a process of its own that is gone afterwards, and returns what
// happened to the disk.
import path from 'node:path';
import type { MountOwner } from '../../mounts/mount-site.js';
import { describeEnding, forkEntry } from '../../processes/fork.js';
import { type DiskHistory, historyOf } from '../images/crash-points.js';
import type { RigTask, WorkloadRequest, WorkloadTask } from './rig-messages.js';
import { WatchedDisk } from './watched-disk.js';

const WORKLOAD = new URL('./workload-entry.js', import.meta.url);
const WORKLOAD_MS_MAX = 300_000;
export interface RecordedDisk {
  history: DiskHistory;
  /** Mount options as the kernel lists them. */
  options: string;
  /** Of the process that wrote. */
  writer: number;
}

/** Rejects when the rig fails, or the strategy can't write there at all. */
export async function recordWrites(
  owner: MountOwner,
  { strategy, fileSystem, documentBytes, seed, name }: RigTask,
  { mountedAt, places }: { mountedAt: string; places: number },
): Promise<RecordedDisk> {
  const disk = await WatchedDisk.mount(owner, name, fileSystem, mountedAt);
  const { options } = disk;
  const child = forkEntry(WORKLOAD, {
    registerProcess: owner.registerProcess,
    ipc: true,
    stderr: 'tail',
    mark: path.join(owner.path, name, 'workload'),
    msMax: WORKLOAD_MS_MAX,
  });
  const writer = child.pid ?? 0;
  const task: WorkloadTask = {
    strategy,
    directory: mountedAt,
    places,
    seed,
    documentBytes,
  };
  await new Promise<void>((resolve, reject) => {
    const serve = async (request: WorkloadRequest): Promise<void> => {
      switch (request.say) {
        case 'mark':
          await disk.mark(request.mark);
          break;
        case 'sync':
          await disk.sync(mountedAt);
          break;
        case 'done':
          return resolve();
        case 'faulted':
          return reject(new Error(`the strategy could not write: ${request.reason}`));
        default:
          request satisfies never;
      }
      child.send({});
    };
    child.listen((message) => void serve(message as WorkloadRequest).catch(reject));
    void child.ended.then((ending) => reject(new Error(`the writing process: ${describeEnding(ending)}`)));
    child.send(task);
  }).finally(() => child.end());
  await child.ended;
  await disk.leave();
  return { history: historyOf(disk.log()), options, writer };
}

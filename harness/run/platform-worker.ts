// The lab's side of a process that judges one platform: starts it, forwards an interruption, counts its cases,
// and tells its end as one value. It has no deadline; the cases in it have theirs.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeEnding, startCommand } from '../processes/fork.js';
import type { WorkDirectory } from '../processes/work-directory.js';
import { type PlatformOrder, type PlatformReport, platformReportSchema } from './platform-protocol.js';

const ENTRY = new URL('./platform-entry.js', import.meta.url);

export type PlatformResult = Exclude<PlatformReport, { say: 'cases' }>;

/** Another Node than this one, with a copy of the package whose addons are built for it. */
export interface OtherRuntime {
  /** Absolute. */
  executable: string;
  /** file: URL of `platform-entry.js` in the copy. */
  entry: URL;
}

/** Never rejects. */
export async function workOnPlatform(
  order: PlatformOrder,
  runtime: OtherRuntime | null,
  work: Pick<WorkDirectory, 'path' | 'registerProcess'>,
  observe: (done: number, planned: number) => void,
  signal: AbortSignal,
): Promise<PlatformResult> {
  const child = startCommand(runtime?.executable ?? process.execPath, {
    args: [fileURLToPath(runtime?.entry ?? ENTRY)],
    registerProcess: work.registerProcess,
    ipc: true,
    stderr: 'tail',
    // Its own children are noted on the platform, where nobody finds them when that is gone: by this they are.
    mark: join(work.path, randomUUID()),
  });
  let result: PlatformResult | null = null;
  child.listen((message) => {
    const report = platformReportSchema.parse(message);
    if (report.say === 'cases') observe(report.done, report.planned);
    else result = report;
  });
  const stop = (): void => child.send({ do: 'stop' } satisfies PlatformOrder);
  signal.addEventListener('abort', stop);
  child.send(order);
  if (signal.aborted) stop();
  const ending = await child.ended;
  signal.removeEventListener('abort', stop);
  return result ?? { say: 'failed', reason: `the process that judged it ended: ${describeEnding(ending)}` };
}

// Child process: stops one write before, in the middle of and after each of its changing operations, each
// time in a fresh directory and without ending the process. At last it kills itself with SIGKILL: exit
// handlers could tidy up what the stopped writes left, and a strategy is right to respect the lock of a live
// process.
import fs from 'node:fs';
import path from 'node:path';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { startDeadline } from '../../processes/running-time.js';
import {
  changesWithin,
  runToStopPoint,
  type StopPoint,
  type StopPointRun,
} from '../../tap/handlers/stop-at-call.js';
import { installTap } from '../../tap/patch/install.js';
import type { Handler } from '../../tap/patch/operation.js';
import { describeOperation, TraceRecorder } from '../../tap/record/trace-recorder.js';
import type { CrashMoment, StopPointsLine, StopPointsTask } from '../children/child-protocol.js';
import { takeTask } from '../children/child-side.js';
import { withoutSyncs } from '../children/without-syncs.js';
import { type OneWrite, prepareWrite } from './one-write.js';
import { rareWrites } from './rare-writes.js';

/** The queue inside a library may never reach the point once an earlier write in it was stopped. */
const POINT_MS_MAX = 3000;

const { task, say } = takeTask<StopPointsTask, StopPointsLine>();
const tap = await installTap();
const strategy = await loadStrategy(task.strategy);
let directories = 0;
const freshDirectory = (name: string): string => path.join(task.directory, `${name}-${directories++}`);
const fresh = (name: string, documentBytes: number, writesBefore: number): Promise<OneWrite> =>
  withoutSyncs(tap, () => prepareWrite(strategy, freshDirectory(name), documentBytes, name, writesBefore));

const warmUp = await fresh('warm-up', 300, 1);
await withoutSyncs(tap, () => warmUp.run(() => {}));
const smallest = Math.min(...task.documents.map(({ documentBytes }) => documentBytes));
const rare = await withoutSyncs(tap, () => rareWrites(tap, strategy, madeDirectory('looked-at'), smallest));
const planned = task.documents.flatMap(({ documentBytes, moments }) => {
  const also = documentBytes === smallest ? rare.map((write) => write - 1) : [];
  return [1, ...also].map((writesBefore) => ({ documentBytes, moments, writesBefore }));
});
for (const { documentBytes, moments, writesBefore } of planned) {
  const seen = await countOperations(documentBytes, writesBefore);
  const points = seen.flatMap(({ name, halves }, index) =>
    moments
      .filter((when) => when !== 'half' || halves)
      .map((when) => ({ at: index + 1, when, operation: name })),
  );
  say({
    say: 'operations',
    documentBytes,
    writesBefore,
    operations: seen.map(({ name }) => name),
    points: points.length,
  });
  for (const point of points) await stopAt(documentBytes, writesBefore, point);
}
const [notice] = tap.notices;
if (notice !== undefined) say({ say: 'distrust', reason: notice.reason });
say({ say: 'done' });
process.kill(process.pid, 'SIGKILL');

function madeDirectory(name: string): string {
  const directory = freshDirectory(name);
  fs.mkdirSync(directory);
  return directory;
}

async function countOperations(
  documentBytes: number,
  writesBefore: number,
): Promise<{ name: string; halves: boolean }[]> {
  const write = await fresh('undisturbed', documentBytes, writesBefore);
  const counts = changesWithin(path.dirname(write.path));
  const seen: { name: string; halves: boolean }[] = [];
  const watch: Handler = {
    before(operation) {
      if (counts(operation)) {
        seen.push({ name: describeOperation(operation), halves: operation.kind === 'write' });
      }
      return undefined;
    },
  };
  const detach = tap.attach(watch);
  // Operations that bypass the tap can't be stopped either; replaying the recording detects them.
  const recorder = new TraceRecorder(tap, path.dirname(write.path));
  const run = await runToStopPoint(tap, { at: Number.MAX_SAFE_INTEGER, when: 'before' }, counts, () =>
    write.run(() => {}),
  );
  detach();
  const { distrust } = recorder.finish();
  if (!run.reached && !run.ended.ok) throw run.ended.error;
  if (distrust !== null) say({ say: 'distrust', reason: distrust });
  return seen;
}

async function stopAt(
  documentBytes: number,
  writesBefore: number,
  { at, when, operation }: { at: number; when: CrashMoment; operation: string },
): Promise<void> {
  const { path: document, oldToken, newToken, run } = await fresh('stopped', documentBytes, writesBefore);
  let acked = false;
  const ended = await fenced({ at, when }, document, () =>
    run(() => {
      // A strategy may catch what a stop throws and go on; what it does after its "death" does not count.
      acked ||= tap.runs.getStore()?.killed !== true;
    }),
  );
  say({
    say: 'stopped',
    documentBytes,
    writesBefore,
    at,
    when,
    operation,
    stopped: ended?.reached === true,
    acked,
    path: document,
    oldToken,
    newToken,
    pid: process.pid,
  });
}

async function fenced(
  point: StopPoint,
  document: string,
  body: () => Promise<void>,
): Promise<StopPointRun<void> | null> {
  let unlimit = (): void => {};
  const late = new Promise<null>((resolve) => {
    unlimit = startDeadline(POINT_MS_MAX, () => resolve(null));
  });
  const run = runToStopPoint(tap, point, changesWithin(path.dirname(document)), body);
  const first = await Promise.race([run, late]);
  unlimit();
  return first;
}

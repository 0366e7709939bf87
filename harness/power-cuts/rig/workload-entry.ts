// Child process: writes documents with the strategy on a file system whose disk is watched. Each place is
// durable before its first attempt; in one write of it, at one step, an unrelated file is synced, which may carry
// along what was written before. More than one such commit would hide what the strategy itself leaves open.
import { fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { VariantId } from '../../../results/vocabulary/persistence.js';
import type { Strategy } from '../../../strategies/strategy.js';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { describeThrown } from '../../actors/thrown.js';
import { placeOf, writeInitial } from '../../crash/recording/recorded-writes.js';
import { makeDocument, observe } from '../../document.js';
import { armWatchdog } from '../../processes/watchdog.js';
import { seededRandom } from '../../random.js';
import { installTap } from '../../tap/patch/install.js';
import { mutates } from '../../tap/patch/operation.js';
import { originalFs } from '../../tap/patch/original-fs.js';
import type { WorkloadRequest, WorkloadTask } from './rig-messages.js';

armWatchdog();
const tap = await installTap();

const LOCK_TIMEOUT_MS = 1000;
/** One after the other; most applications replace a document that is there. */
const variants: readonly VariantId[] = [
  'document-present',
  'document-absent',
  'document-present',
  'directory-absent',
  'document-linked',
];
const WRITES_OF_A_PLACE = 3;

process.once('disconnect', () => process.exit(0));
const heard: (() => void)[] = [];
process.once('message', (task: WorkloadTask) => {
  process.on('message', () => heard.shift()?.());
  work(task).then(
    () => tell({ say: 'done' }),
    (error: unknown) => tell({ say: 'faulted', reason: describeThrown(error).message }),
  );
});

function tell(request: WorkloadRequest): void {
  process.send?.(request);
}

function ask(request: WorkloadRequest): Promise<void> {
  return new Promise((resolve) => {
    heard.push(resolve);
    tell(request);
  });
}

async function work(task: WorkloadTask): Promise<void> {
  const strategy = await loadStrategy(task.strategy);
  const random = seededRandom(task.seed);
  const commit = unrelatedCommit(path.join(task.directory, 'unrelated'));
  const steps = await stepsOfAWrite(strategy, task);
  for (let number = 0; number < task.places; number++) {
    const variant = variants[number % variants.length] ?? 'document-present';
    // Every step in turn; beyond the last: nothing is committed.
    const step = Math.floor(number / variants.length) % (steps + 2);
    const write = random.integer(0, WRITES_OF_A_PLACE - 1);
    await writePlace(strategy, task, { number, variant }, (count) =>
      count === write ? commit.before(step, steps) : commit.never(),
    );
  }
}

/** How many changing operations a write takes that is not the first. */
async function stepsOfAWrite(
  strategy: Strategy,
  { directory, documentBytes }: WorkloadTask,
): Promise<number> {
  const place = path.join(directory, 'warm-up');
  mkdirSync(place);
  const store = await strategy.open(path.join(place, 'tasks.yaml'), { lockTimeoutMs: LOCK_TIMEOUT_MS });
  await store.write(makeDocument('warm0', documentBytes), 0);
  let steps = 0;
  const detach = tap.attach({
    before(operation) {
      if (mutates(operation)) steps++;
      return undefined;
    },
  });
  await store.write(makeDocument('warm1', documentBytes), 1);
  detach();
  await store.close();
  return steps;
}

interface Commits {
  /** Until it is ended: commits before the `step`-th changing operation; after all of them if there are so many. */
  before(step: number, steps: number): () => void;
  never(): () => void;
}

function unrelatedCommit(file: string): Commits {
  const fd = openSync(file, 'w');
  const commit = (): void => {
    originalFs.writeSync(fd, 'unrelated');
    originalFs.fsyncSync(fd);
  };
  writeSync(fd, 'there');
  fsyncSync(fd);
  return {
    before(step, steps) {
      let passed = 0;
      const detach = tap.attach({
        before(operation) {
          if (mutates(operation) && passed++ === step) commit();
          return undefined;
        },
      });
      return () => {
        detach();
        if (step === steps && passed <= step) commit();
      };
    },
    never: () => () => {},
  };
}

async function writePlace(
  strategy: Strategy,
  { directory, documentBytes }: WorkloadTask,
  { number, variant }: { number: number; variant: VariantId },
  beginWrite: (count: number) => () => void,
): Promise<void> {
  const below = path.join('places', String(number));
  const { document, name } = placeOf(path.join(directory, below), variant);
  const isThere = variant === 'document-present' || variant === 'document-linked';
  const initial = isThere ? await writeInitial(strategy, document, documentBytes) : null;
  await ask({ say: 'sync' });
  await ask({ say: 'mark', mark: { mark: 'place', directory: path.join(below, variant), variant, initial } });
  try {
    const store = await strategy.open(name, { lockTimeoutMs: LOCK_TIMEOUT_MS });
    let rev = initial?.rev ?? 0;
    for (let count = 0; count < WRITES_OF_A_PLACE; count++) {
      const token = `place${number}-${count}`;
      await ask({ say: 'mark', mark: { mark: 'attempt', rev: rev + 1, token } });
      const endWrite = beginWrite(count);
      const stored = observe(await store.write(makeDocument(token, documentBytes), rev));
      endWrite();
      rev = stored.rev;
      await ask({ say: 'mark', mark: { mark: 'acked', rev, token } });
    }
    await store.close();
  } catch {
    // A write that is rejected was not acknowledged: a strategy need not make directories, or follow links.
  }
  await ask({ say: 'mark', mark: { mark: 'left' } });
}

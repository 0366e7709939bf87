// Child process: the application that comes up after a power cut. On each image that is mounted for it it opens
// the document with the strategy and reads it; for some it also writes once more and reads that back. It sees
// another boot id, and no writer is alive.
import { statSync } from 'node:fs';
import path from 'node:path';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { makeOlder } from '../../crash/recovery/make-older.js';
import { readAfterCrash, readBack, writeAfterCrash } from '../../crash/recovery/next-client.js';
import { armWatchdog } from '../../processes/watchdog.js';
import { DeadProcesses } from '../../tap/handlers/dead-processes.js';
import { FakeReboot } from '../../tap/handlers/fake-reboot.js';
import { installTap } from '../../tap/patch/install.js';
import type { ReaderAnswer, ReaderTask, ReadRequest } from './rig-messages.js';

armWatchdog();
// Thousands of torn documents are refused, and nobody reads the stack traces.
Error.stackTraceLimit = 0;
const tap = await installTap();

/** How long everything has been lying there, and how long a write may wait for a lock: docs/method.md. */
const AGED_MS = 60_000;
const LOCK_PATIENCE_MS = 200;

process.once('disconnect', () => process.exit(0));
process.once('message', (task: ReaderTask) => void serve(task));

async function serve(task: ReaderTask): Promise<void> {
  const strategy = await loadStrategy(task.strategy);
  tap.attach(new FakeReboot(task.directory));
  tap.attach(new DeadProcesses([task.writer]));
  const tell = (answer: ReaderAnswer): void => {
    process.send?.(answer);
  };
  let requests = 0;
  process.on('message', ({ name, document, followUp }: ReadRequest) => {
    void (async () => {
      const place = {
        path: name,
        lockPatienceMs: LOCK_PATIENCE_MS,
        documentBytes: task.documentBytes,
        disk: null,
      };
      const index = requests++;
      const empty = tap.bypass(() => statSync(document, { throwIfNoEntry: false })?.size === 0);
      if (followUp) tap.bypass(() => makeOlderIfThere(path.dirname(document)));
      const { recovered } = await readAfterCrash(strategy, place);
      if (!followUp) return tell({ say: 'read', recovered, empty, nextWrite: null });
      const written = await writeAfterCrash(strategy, place, { recovered, store: null }, index);
      const nextWrite = written.type === 'ok' ? await readBack(strategy, place, written, index) : written;
      tell({ say: 'read', recovered, empty, nextWrite });
    })();
  });
  tell({ say: 'ready' });
}

function makeOlderIfThere(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) makeOlder(directory, AGED_MS);
}

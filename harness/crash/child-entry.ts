// Child process: loads what nearly every task needs, before it knows which task and which strategy it will be: the tap,
// which comes before any strategy, and the task file's format. It ends with its parent.
import { makeDocument } from '../document.js';
import { installTap } from '../tap/patch/install.js';
import type { ChildEntry } from './children/child-protocol.js';
import { waitForCalling } from './children/child-side.js';

const entries = {
  'record-entry': () => import('./recording/record-entry.js'),
  'fence-entry': () => import('./recording/stop-points-entry.js'),
  'victim-entry': () => import('./recording/sigkill-entry.js'),
  'recover-entry': () => import('./recovery/recover-entry.js'),
  'patient-entry': () => import('./recovery/virtual-time-entry.js'),
} satisfies Record<ChildEntry, () => Promise<unknown>>;

process.once('disconnect', () => process.exit(0));
const called = waitForCalling();
await installTap();
const { parseTaskFile, serialiseTaskFile } = await import('../../strategies/task-file.js');
// Once in vain, so that the code is there when it counts.
parseTaskFile(serialiseTaskFile(makeDocument('waiting', 1200)), 'waiting');
await entries[await called]();

// Child process: loads what nearly every task needs before it is assigned a task and a strategy: the tap,
// which has to come before any strategy, and the task file's format. It ends with its parent.
import { makeDocument } from '../document.js';
import { optimiseLate } from '../processes/optimise-late.js';
import { installTap } from '../tap/patch/install.js';
import type { ChildEntry } from './children/child-protocol.js';
import { waitForAssignment } from './children/child-side.js';

const entries = {
  'record-entry': () => import('./recording/record-entry.js'),
  'stop-points-entry': () => import('./recording/stop-points-entry.js'),
  'sigkill-entry': () => import('./recording/sigkill-entry.js'),
  'recover-entry': () => import('./recovery/recover-entry.js'),
  'virtual-time-entry': () => import('./recovery/virtual-time-entry.js'),
  'holder-entry': () => import('./recording/holder-entry.js'),
  'visitor-entry': () => import('./recording/visitor-entry.js'),
  'watched-entry': () => import('./recording/watched-entry.js'),
  'breakdown-entry': () => import('./recording/breakdown-entry.js'),
} satisfies Record<ChildEntry, () => Promise<unknown>>;

process.once('disconnect', () => process.exit(0));
const assignment = waitForAssignment();
await installTap();
const { parseTaskFile, serialiseTaskFile } = await import('../../strategies/task-file.js');
// Warm up the parser before anything is timed.
parseTaskFile(serialiseTaskFile(makeDocument('warm-up', 1200)), 'warm-up');
const entry = await assignment;
if (entry !== 'breakdown-entry') optimiseLate();
await entries[entry]();

// Child process: a fresh client reads and writes what a dead one left, in virtual time: its timers pass at
// once, and the time it would have waited is reported. Waits outside of JavaScript are not shortened.
import path from 'node:path';
import type { NextWrite, RecoveredFile } from '../../../results/facts/kill-points-fact.js';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { namesBelow } from '../../document.js';
import { prepareClient, runClient } from '../../interleavings/client/client.js';
import type { ClientPosition, Command, Entry, Report } from '../../interleavings/client-protocol.js';
import { installTap } from '../../tap/patch/install.js';
import type { Recovery, VirtualTimeTask } from '../children/child-protocol.js';
import { takeTask } from '../children/child-side.js';
import { withoutSyncs } from '../children/without-syncs.js';
import { ordinaryNames } from './ordinary-writes.js';

const { task, say } = takeTask<VirtualTimeTask, Recovery>();
const tap = await installTap();
prepareClient(tap);
const strategy = await loadStrategy(task.strategy);
const name = path.basename(task.path);
const ordinary = await withoutSyncs(tap, () => ordinaryNames(strategy, task.directory, name));
const beginning: Command = {
  do: 'begin',
  script: {
    client: 0,
    directory: path.dirname(task.path),
    document: task.path,
    job: { do: 'probe' },
    documentBytes: task.documentBytes,
    lockTimeoutMs: task.lockPatienceMs,
    seed: 1,
    contended: [],
    alone: true,
    dieAfter: null,
  },
  // Files that were left carry times of the real clock.
  times: { wallMs: task.wallMs, nowMs: 0 },
  dead: task.dead,
};

await runClient(
  { exchange: (report) => (report.position.at === 'ready' ? beginning : finish(report)) },
  strategy,
  tap,
);

function finish({ entries, position, nowMs }: Report): never {
  const recovered = recoveredIn(entries) ?? endedEarly(position);
  const nextWrite = nextWriteIn(entries, nowMs * 1e6) ?? { ...endedEarly(position), recoveryNs: nowMs * 1e6 };
  const litter = ordinary.surplus(namesBelow(path.dirname(task.path), name));
  say({ recovered, nextWrite, agedMs: 0, litter });
  process.exit(0);
}

function recoveredIn(entries: readonly Entry[]): RecoveredFile | null {
  for (const entry of entries) {
    if (entry.e === 'read-ok') {
      return entry.observed === null ? { type: 'absent' } : { type: 'document', observed: entry.observed };
    }
    if (entry.e === 'read-error') return { type: 'error', code: entry.code, message: entry.message };
  }
  return null;
}

function nextWriteIn(entries: readonly Entry[], recoveryNs: number): NextWrite | null {
  for (const entry of entries) {
    if (entry.e === 'write-ok') return { type: 'ok', rev: entry.rev, recoveryNs };
    if (entry.e === 'write-error') {
      return { type: 'error', code: entry.code, message: entry.message, recoveryNs };
    }
  }
  return null;
}

/** The client ended before that. */
function endedEarly(position: ClientPosition): { type: 'error'; code: null; message: string } {
  const why = 'reason' in position ? position.reason : 'message' in position ? position.message : '';
  return { type: 'error', code: null, message: `the client ended: ${position.at} ${why}`.trim() };
}

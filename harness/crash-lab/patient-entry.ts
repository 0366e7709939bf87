// Child process: a fresh client that reads and writes what a dead one left, in virtual time: whatever it waits for
// passes at once, and how long it would have waited is told. What waits outside of JavaScript is not made shorter.
import path from 'node:path';
import { loadStrategy } from '../actors/strategy-reference.js';
import { leftoversBeside } from '../leftovers.js';
import { prepareClient, runClient } from '../schedule/client/client.js';
import type { Command, Report } from '../schedule/protocol.js';
import { installTap } from '../tap/install.js';
import { takeTask } from './child-side.js';
import type { PatientTask, PatientVisit } from './tasks.js';

const { task, say } = takeTask<PatientTask, PatientVisit>();
const tap = await installTap();
prepareClient(tap);
const strategy = await loadStrategy(task.strategy);
const beginning: Command = {
  do: 'begin',
  script: {
    client: 0,
    directory: path.dirname(task.path),
    document: task.path,
    job: { do: 'probe' },
    documentBytes: task.documentBytes,
    lockTimeoutMs: task.patienceMs,
    seed: 1,
    contended: [],
    alone: true,
    dieAfter: null,
  },
  // What was left carries the times of the real clock.
  times: { wallMs: Date.now(), nowMs: 0 },
};

await runClient({ exchange: (report) => (report.standing.at === 'ready' ? beginning : finish(report)) }, strategy, tap);

function finish({ entries, standing, nowMs }: Report): never {
  const calls = entries.filter((entry) => entry.e !== 'operation' && entry.e !== 'clock-read');
  say({ calls, standing, tookMs: nowMs, there: leftoversBeside(task.path) });
  process.exit(0);
}

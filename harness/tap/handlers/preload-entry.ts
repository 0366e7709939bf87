// `node --import …/preload-entry.js program`: installs the tap before the program is loaded and plugs in what
// the environment variable HOLDFAST_TAP asks for. The variable is taken out again, so that processes which the
// program starts don't act on the same plan.
import { writeFileSync } from 'node:fs';
import { installTap } from '../patch/install.js';
import { mutates } from '../patch/operation.js';
import type { Tap } from '../patch/tap.js';
import { subscribeToMarks } from '../record/record.js';
import { TraceRecorder } from '../record/trace-recorder.js';
import { FaultInjector } from './inject-faults.js';
import { PRELOAD_VARIABLE, type PreloadPlan, parsePreloadPlan } from './preload-plan.js';
import { changesWithin, type OperationFilter, stopBySigkill, within } from './stop-at-call.js';

const plan = parsePreloadPlan(process.env[PRELOAD_VARIABLE]);
delete process.env[PRELOAD_VARIABLE];
const tap = await installTap();
if (plan !== null) plugIn(tap, plan);

function plugIn(into: Tap, asked: PreloadPlan): void {
  if (asked.record) startRecording(into, asked.record);
  for (const { fault, at, kind, within: directory } of asked.inject ?? []) {
    const inside = directory === undefined ? () => true : within(directory);
    const wanted: OperationFilter = (operation) => (kind ? operation.kind === kind : mutates(operation));
    into.attach(new FaultInjector(fault, at, (operation) => wanted(operation) && inside(operation)));
  }
  if (asked.stop) {
    const { within: directory } = asked.stop;
    into.attach(stopBySigkill(asked.stop, directory === undefined ? mutates : changesWithin(directory)));
  }
}

function startRecording(into: Tap, { directory, output }: { directory: string; output: string }): void {
  const recorder = new TraceRecorder(into, directory);
  subscribeToMarks(recorder);
  process.on('exit', () => {
    const trace = recorder.finish();
    into.bypass(() => writeFileSync(output, JSON.stringify(trace)));
  });
}

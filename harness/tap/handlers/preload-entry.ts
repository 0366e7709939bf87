// `node --import …/preload-entry.js program`: installs the tap before the program is loaded and attaches the
// handlers that the environment variable HOLDFAST_TAP asks for. The variable is deleted, so that processes
// which the program starts don't follow the same plan.
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
if (plan !== null) attachHandlers(tap, plan);

function attachHandlers(tap: Tap, plan: PreloadPlan): void {
  if (plan.record) startRecording(tap, plan.record);
  for (const { fault, at, kind, within: directory } of plan.inject ?? []) {
    const inside = directory === undefined ? () => true : within(directory);
    const wanted: OperationFilter = (operation) => (kind ? operation.kind === kind : mutates(operation));
    tap.attach(new FaultInjector(fault, at, (operation) => wanted(operation) && inside(operation)));
  }
  if (plan.stop) {
    const { within: directory } = plan.stop;
    tap.attach(stopBySigkill(plan.stop, directory === undefined ? mutates : changesWithin(directory)));
  }
}

function startRecording(tap: Tap, { directory, output }: { directory: string; output: string }): void {
  const recorder = new TraceRecorder(tap, directory);
  subscribeToMarks(recorder);
  process.on('exit', () => {
    const trace = recorder.finish();
    tap.bypass(() => writeFileSync(output, JSON.stringify(trace)));
  });
}

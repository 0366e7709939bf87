// The process that judges one platform for the lab, under whichever Node the lab has started it. It takes one
// order, reports as it goes, and ends with a result or with the reason why nothing can be run there.
import { describeThrown } from '../actors/thrown.js';
import { errorCode } from '../processes/error-code.js';
import { leaveInterruptionsToTheHarness } from '../processes/interruptions.js';
import { machineFault } from '../processes/machine-faults.js';
import { PlatformError } from '../processes/platform-error.js';
import { judgePlatform } from './judge-platform.js';
import { type PlatformOrder, type PlatformReport, platformOrderSchema } from './platform-protocol.js';
import { tryOnFile } from './try-on-file.js';

leaveInterruptionsToTheHarness();
const stop = new AbortController();
const report = (what: PlatformReport): void => {
  process.send?.(what);
};

// The exit handlers remove the work directory.
process.once('disconnect', () => process.exit(0));
process.on('message', (message) => {
  const order = platformOrderSchema.parse(message);
  if (order.do === 'stop') stop.abort();
  else void carryOut(order);
});

async function carryOut(order: Exclude<PlatformOrder, { do: 'stop' }>): Promise<void> {
  let result: PlatformReport;
  try {
    result =
      order.do === 'judge'
        ? await judgePlatform(order, report, stop.signal)
        : { say: 'tried', trials: await tryOnFile(order.path, order.strategies) };
  } catch (error) {
    result = { say: 'failed', reason: reasonOf(error) };
  }
  process.send?.(result, () => process.disconnect());
}

/** What the machine refused, in a few words; else the whole message. Without its full stop. */
function reasonOf(error: unknown): string {
  const code = errorCode(error instanceof PlatformError ? error.cause : error);
  const fault = machineFault(code);
  return fault === null ? describeThrown(error).message.replace(/\.$/, '') : `${fault.meaning} (${code})`;
}

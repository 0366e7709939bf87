// Loads one module in a process of its own and tells its shape: loading somebody's module may do anything,
// among it keeping timers alive or ending the process.

import { leaveInterruptionsToTheHarness } from '../processes/interruptions.js';
import { armWatchdog } from '../processes/watchdog.js';
import { type ModuleShape, shapeOf } from './module-shape.js';

armWatchdog();
leaveInterruptionsToTheHarness();
const shape = await inspect(process.argv[2] ?? '');
process.send?.(shape, () => process.exit(0));

async function inspect(url: string): Promise<ModuleShape> {
  try {
    return shapeOf(await import(url));
  } catch (error) {
    return { type: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

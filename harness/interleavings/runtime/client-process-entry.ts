// Entry of a process that is one client of schedules. It installs the tap before it loads the strategy, so
// that no function of node:fs bypasses it.
import { loadStrategy } from '../../actors/strategy-reference.js';
import { leaveInterruptionsToTheHarness } from '../../processes/interruptions.js';
import { armWatchdog } from '../../processes/watchdog.js';
import { installTap } from '../../tap/patch/install.js';
import { prepareClient, runClient } from '../client/client.js';
import { openClientChannel } from './channel/client-channel.js';
import type { HostTask } from './client-host.js';
import { inlineLittle } from './compilation.js';

armWatchdog();
leaveInterruptionsToTheHarness();
inlineLittle();
const task = JSON.parse(process.argv[2] ?? '') as HostTask;
const [pipes] = task.pipes;
if (pipes === undefined) throw new Error('a client needs its pipes');
const line = openClientChannel(pipes);
const tap = await installTap();
prepareClient(tap);
const strategy = await loadStrategy(task.strategy);
await runClient(line, strategy, tap);

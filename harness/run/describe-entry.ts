// Loads strategies in a process of their own and says what they are; loading somebody's module may do anything.
import type { StrategyInfo } from '../../results/facts/run-record.js';
import { loadStrategy } from '../actors/strategy-reference.js';
import { leaveInterruptionsToTheHarness } from '../processes/interruptions.js';
import { armWatchdog } from '../processes/watchdog.js';

armWatchdog();
leaveInterruptionsToTheHarness();
const references = process.argv.slice(2);
for (const reference of references) {
  const strategy = await loadStrategy(reference);
  const availability = (await strategy.availability?.()) ?? { available: true };
  const info: Omit<StrategyInfo, 'selected'> = {
    id: strategy.id,
    title: strategy.title ?? strategy.id,
    role: strategy.role ?? 'candidate',
    claims: strategy.claims ?? {},
    availability,
  };
  process.send?.({ reference, info });
}
process.disconnect();

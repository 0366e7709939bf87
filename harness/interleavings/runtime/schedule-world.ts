// The world of a schedule as a disturbance sees it, see `World`: its clock, its directory, and clients that it can
// end.
import type { Script } from '../client-protocol.js';
import type { World } from '../program.js';
import type { ExecutionLog } from './execution-log.js';
import type { VirtualClock } from './virtual-clock.js';

export interface ScheduleWorldParts {
  clock: VirtualClock;
  log: ExecutionLog;
  scripts: readonly Script[];
  kill: (client: number) => Promise<void>;
  exit: (client: number) => Promise<void>;
}

export function scheduleWorld({ clock, log, scripts, kill, exit }: ScheduleWorldParts): World {
  const { directory = '', document = '' } = scripts[0] ?? {};
  return {
    directory,
    document,
    get nowMs() {
      return clock.nowMs;
    },
    get wallMs() {
      return clock.wallMs;
    },
    advanceTo: (nowMs) => void clock.wakeAt(nowMs),
    setClock(byMs) {
      clock.jump(byMs);
      log.clock(0, 'clock-jump');
    },
    setClockOf(client, byMs) {
      clock.jumpOf(client, byMs);
      log.clock(client, 'clock-jump');
    },
    standsStill: (client) => log.clock(client, 'pause'),
    kill,
    exit,
  };
}

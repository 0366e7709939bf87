// The plans of a nemesis. The aimed ones put one kind of trouble each into the middle of a write, with a schedule
// that is always the same, so that what they find does not depend on luck; the mixed ones draw everything from
// the seed of the run.
import type { NemesisEvent, NemesisPlan, NemesisTrigger } from '../../results/vocabulary/nemesis-plan.js';
import type { NemesisSize } from '../../scenarios/lab.js';
import { type Random, seededRandom } from '../random.js';

/** Of virtual time: longer than any lock takes to become stale that is in use. */
const PAUSE_MS = 30_000;
const STALL_MS = 1000;
const HOUR_MS = 3_600_000;
/** Of the order of turns in every aimed plan. */
const AIMED_SEED = 1;
const EVENTS_MAX = 5;
const SEED_MAX = 0x7fffffff;

/**
 * Where no client is ever seen before a change of the document (it is kept in other files, or changed by other
 * means), events come after so many turns.
 */
const TURNS_WITHOUT_COMMITS = 60;
/** Of all clients together, while each of them is at its first write. */
const TURNS_OF_A_FIRST_WRITE = 30;

/** In the middle of a write, once everybody has come back to the document. */
function middle(commits: boolean): NemesisTrigger {
  return commits ? { on: 'commit', nth: 2 } : { on: 'step', nth: TURNS_WITHOUT_COMMITS, client: 1 };
}

/** By the part of the scenario that each is. */
function aimedEvents(at: NemesisTrigger): Readonly<Record<string, NemesisEvent[]>> {
  return {
    plain: [],
    killed: [
      { do: 'kill', at },
      { do: 'clock', at, ms: -HOUR_MS },
    ],
    exited: [{ do: 'exit', at }],
    paused: [{ do: 'pause', at, ms: PAUSE_MS }],
    slow: [
      { do: 'slow-syncs', client: 0, ms: 500 },
      { do: 'slow-syncs', client: 1, ms: 10 },
      { do: 'slow-syncs', client: 2, ms: 120 },
      { do: 'stall', at, ms: STALL_MS },
    ],
    'set-on': [
      { do: 'clock', at, ms: HOUR_MS },
      { do: 'stall', at, ms: STALL_MS },
    ],
    'set-back': [
      { do: 'clock', at, ms: -HOUR_MS },
      { do: 'hold-open', at: { on: 'step', nth: 0, client: 0 } },
      { do: 'edit', at },
    ],
    // Early, so that this client has yet to write.
    'own-clock': [
      { do: 'own-clock', at: { on: 'step', nth: TURNS_OF_A_FIRST_WRITE, client: 1 }, ms: -HOUR_MS },
    ],
  };
}

export interface PlannedTrouble {
  part: string;
  plan: NemesisPlan;
}

/** `commits`: see `CommitWatch`. `parts`: these only; null: all. */
export function makePlans(
  size: NemesisSize,
  seed: number,
  commits: boolean,
  parts: readonly string[] | null,
): PlannedTrouble[] {
  const { writers, writes, readers } = size;
  const base = { writers, writes, readers };
  const aimed = Object.entries(aimedEvents(middle(commits))).map(([part, events]) => ({
    part,
    plan: { ...base, seed: AIMED_SEED, realDeaths: true, events },
  }));
  const random = seededRandom(seed);
  const mixed = Array.from({ length: size.mixed }, () => ({
    part: 'mixed',
    plan: {
      ...base,
      seed: random.integer(0, SEED_MAX),
      realDeaths: false,
      events: mixedEvents(random, size),
    },
  }));
  return [...aimed, ...mixed].filter(({ part }) => parts === null || parts.includes(part));
}

function mixedEvents(random: Random, { writers, writes, readers }: NemesisSize): NemesisEvent[] {
  const client = () => random.integer(0, writers + readers - 1);
  const at = (): NemesisTrigger =>
    random.integer(0, 1) === 0
      ? { on: 'commit', nth: random.integer(1, writers) }
      : { on: 'step', nth: random.integer(0, writers * writes * 60), client: client() };
  const kinds: readonly (() => NemesisEvent)[] = [
    () => ({ do: 'kill', at: at() }),
    () => ({ do: 'exit', at: at() }),
    () => ({ do: 'pause', at: at(), ms: random.integer(5000, PAUSE_MS * 2) }),
    () => ({ do: 'stall', at: at(), ms: random.integer(50, STALL_MS) }),
    () => ({ do: 'clock', at: at(), ms: random.integer(1000, HOUR_MS) }),
    () => ({ do: 'clock', at: at(), ms: -random.integer(1000, HOUR_MS) }),
    () => ({ do: 'own-clock', at: at(), ms: -random.integer(1000, HOUR_MS) }),
    () => ({ do: 'slow-syncs', client: client(), ms: random.integer(10, 500) }),
    () => ({ do: 'hold-open', at: at() }),
    () => ({ do: 'edit', at: at() }),
  ];
  return Array.from({ length: random.integer(2, EVENTS_MAX) }, () => {
    const kind = kinds[random.integer(0, kinds.length - 1)];
    return kind?.() ?? { do: 'stall', at: at(), ms: STALL_MS };
  });
}

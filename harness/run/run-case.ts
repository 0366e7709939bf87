// Runs one case in a host and judges how the host ended: one that died or hung inside strategy code is a fact
// about the strategy; any other end is a fault of the harness.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fact } from '../../results/facts/facts.js';
import type { CaseEntry } from '../../results/facts/run-record.js';
import type { DeathFact } from '../../results/vocabulary/death.js';
import { actorOfActivityFile, readActivity } from '../actors/activity.js';
import { causeOfDeath } from '../actors/cause-of-death.js';
import { describeThrown } from '../actors/thrown.js';
import { describeEnding } from '../processes/fork.js';
import { tellingLine } from '../processes/stderr-tail.js';
import { type Host, type HostEnding, readFacts } from './host.js';
import { ACTIVITY_FILE, type CaseTask } from './host-orders.js';
import { gibibytes, memoryBytesMax } from './memory-limit.js';

/** A host whose event loop has not turned for this long, inside of a call, is stuck in strategy code. */
const SILENT_MS_MAX = 15_000;
/** Between calls it may be blocked on a client's turn, whose own limit a starved machine makes longer. */
const SILENT_BETWEEN_CALLS_MS_MAX = 60_000;
/**
 * Nothing that a profile plans takes this long, on a machine that is twenty times as slow as ours; it ends
 * what hangs in a way that nobody foresaw. No verdict depends on it: what a case costs is counted in operations,
 * states and schedules.
 */
const CASE_MS_MAX = { quick: 1_800_000, standard: 3_600_000, soak: 36_000_000 };

/** How much later than its children this process may hear of a signal to all of them. */
const INTERRUPTION_MS = 100;

export interface CaseOutcome {
  facts: Fact[];
  state: CaseEntry['state'];
  /** The system error code behind a fault of the harness, if there is one. */
  faultCode: string | null;
  /**
   * Its host was killed by somebody else or fell silent, between the strategy's calls: why another one may do
   * better. null: it may not. Whatever ends a process by itself is the doing of code, and would pass by chance.
   */
  chance: string | null;
  /** Its host gave no sign of life any more, wherever it was. */
  hung: boolean;
  durationMs: number;
}

/** A host in which anything died, hung or went wrong is not usable afterwards. */
export async function runCase(host: Host, task: CaseTask, signal: AbortSignal): Promise<CaseOutcome> {
  const startedMs = performance.now();
  const limits = {
    silentMsMax: SILENT_MS_MAX,
    betweenCalls: {
      silentMsMax: SILENT_BETWEEN_CALLS_MS_MAX,
      isIt: () => whereItEnded(task.directory, false).inside === 'outside',
    },
    taskMsMax: CASE_MS_MAX[task.profile],
    memoryBytesMax: memoryBytesMax(),
    stopMsMax: 0,
  };
  const ending = await host.perform(task, limits, signal);
  // Ctrl-C or a closed terminal reaches actors that are still loading as well, and these may be heard of first.
  if (ending.type !== 'done') await sleep(INTERRUPTION_MS, undefined, { signal }).catch(() => undefined);
  const { facts, damage } = factsOf(task.directory);
  const { state, death, faultCode } = judgeEnding(
    ending,
    whereItEnded(task.directory, ending.type === 'memory'),
  );
  if (death !== null) facts.push(death);
  if (facts.some((fact) => fact.kind === 'death')) host.end();
  const durationMs = performance.now() - startedMs;
  const hung = ending.type === 'silent';
  if (damage !== null && death === null) {
    const reason = damage;
    return { facts, state: { type: 'faulted', reason }, faultCode, chance: null, hung, durationMs };
  }
  const chance = (hung || wasKilled(ending)) && state.type === 'faulted' ? state.reason : null;
  return { facts, state, faultCode, chance, hung, durationMs };
}

/** As by the system when memory is short; a process may also have done so to itself. */
function wasKilled(ending: HostEnding): boolean {
  return ending.type === 'ended' && ending.how.type === 'killed' && ending.how.signal === 'SIGKILL';
}

/** `damage`: why not all facts can be read; a strategy may write or delete anything in its directory. */
function factsOf(directory: string): { facts: Fact[]; damage: string | null } {
  try {
    return { facts: readFacts(directory), damage: null };
  } catch (error) {
    const { message } = describeThrown(error);
    return {
      facts: [],
      damage: `the record of this case was damaged while it ran: ${message.slice(0, 300)}`,
    };
  }
}

/**
 * The strategy call that the host, or one of its worker threads, was inside of; where all of them used memory
 * together, one of its child processes, too.
 */
function whereItEnded(directory: string, processesToo: boolean): Pick<DeathFact, 'inside' | 'actor'> {
  const { place } = readActivity(path.join(directory, ACTIVITY_FILE));
  if (place !== 'outside') return { inside: place, actor: null };
  for (const file of namesBelow(directory)) {
    const actor = actorOfActivityFile(path.basename(file), processesToo);
    if (actor === null) continue;
    const inside = readActivity(path.join(directory, file)).place;
    if (inside !== 'outside') return { inside, actor };
  }
  return { inside: 'outside', actor: null };
}

/** None when the strategy has removed the directory. */
function namesBelow(directory: string): string[] {
  try {
    return fs.readdirSync(directory, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

interface JudgedEnding {
  state: CaseEntry['state'];
  death: DeathFact | null;
  faultCode: string | null;
}

function judgeEnding(ending: HostEnding, where: Pick<DeathFact, 'inside' | 'actor'>): JudgedEnding {
  const done = (death: DeathFact | null): JudgedEnding => ({
    state: { type: 'done' },
    death,
    faultCode: null,
  });
  const faulted = (reason: string, faultCode: string | null = null): JudgedEnding => ({
    state: { type: 'faulted', reason },
    death: null,
    faultCode,
  });
  switch (ending.type) {
    case 'done':
      return done(null);
    case 'faulted':
      return faulted(ending.reason, ending.code);
    case 'silent': {
      const { afterMs } = ending;
      if (where.inside !== 'outside')
        return done({ kind: 'death', how: { type: 'hang', afterMs }, ...where });
      return faulted(
        `no sign of life for ${afterMs / 1000} s, between the strategy's calls, so nobody can tell what it was`,
      );
    }
    case 'overdue':
      return faulted(`not finished after ${ending.afterMs / 1000} s`);
    case 'memory': {
      const { bytes, bytesMax } = ending;
      if (where.inside !== 'outside')
        return done({ kind: 'death', how: { type: 'memory', bytes, bytesMax }, ...where });
      return faulted(
        `the case used ${gibibytes(bytes)} of memory and may use ${gibibytes(bytesMax)}: ended between the strategy's calls, so nobody can tell whose memory it was`,
      );
    }
    case 'aborted':
      return faulted('interrupted');
    case 'ended': {
      const { how } = ending;
      if (how.type === 'failed') return faulted(how.message);
      if (where.inside !== 'outside') return done({ kind: 'death', how: causeOfDeath(how), ...where });
      const line = tellingLine(how.stderr);
      const named = describeEnding({ ...how, stderr: '' });
      return faulted(`the host process ended by itself (${named}) ${line}`.trim());
    }
    default:
      return ending satisfies never;
  }
}

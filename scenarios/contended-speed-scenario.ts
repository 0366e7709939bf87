// The common part of the scenarios that measure contention: writers that write one document unconditionally and
// without a pause, for a fixed time, with the strategy's own waiting. They run alone, after everything else.
import type { Fact } from '../results/facts/facts.js';
import type { Profile } from '../results/facts/run-record.js';
import type { Scope } from '../results/vocabulary/verdict.js';
import { nobodyStarves } from './checks/nobody-starves.js';
import { patientSpeed } from './checks/patient-speed.js';
import type { ContentionWorkload } from './lab.js';
import type { Scenario } from './scenario.js';

/** As the uncontended latency is measured. */
const DOCUMENT_BYTES = 2048;
/** As an application lets a user wait. */
const PATIENCE_MS = 10_000;
/**
 * On a slow disk or a busy machine the measurement gets longer, not emptier: of two writers one that starves has
 * one of 24 then. With one of 9 it could not be told from one that is merely unlucky.
 */
const WRITES_EACH_MIN = 12;
/** A canary must be told for what it is, also where a busy machine tells nothing at first. */
const CANARY_ROUNDS_MAX = 3;

export function contendedSpeedScenario(what: {
  id: string;
  title: string;
  /** Of writers at once. */
  counts: readonly number[];
  benchmark: 'small' | 'whole';
  windowMs: Readonly<Record<Profile, number>>;
  durationMs: Scenario['durationMs'];
}): Scenario {
  const { counts, windowMs, ...info } = what;
  return {
    ...info,
    explanation:
      'Writers in threads or processes write one document of 2 KiB unconditionally and without a pause, for a fixed time, and ' +
      'may wait for ten seconds each time: how they wait is the strategy’s own. Told are acknowledged writes a second of all ' +
      'together, the latency of a write with its wait, the longest time that a writer got nothing, and Jain’s index of the ' +
      `shares, for ${counts.join(', ')} writers at once. Nothing but starvation is judged, and no criterion rests on it.`,
    scopes: ['threads', 'processes'],
    lane: 'measured',
    needs: ['contend'],
    canaries: [{ strategy: 'yields-to-last', by: ['nobody-starves'], part: PART_OF_CANARY }],
    checks: [patientSpeed, nobodyStarves],
    async run(lab, scope, parts) {
      const facts: Fact[] = [];
      const roundsMax = parts ? CANARY_ROUNDS_MAX : 1;
      for (const count of parts?.map(Number) ?? counts) {
        for (let round = 0; round < roundsMax; round += 1) {
          facts.push(...(await lab.contend(workload(scope, count, windowMs[lab.profile]))));
          if (nobodyStarves.judge(facts).verdict !== 'unknown') break;
        }
      }
      return facts;
    },
  };
}

/** Two writers are enough for one to starve. */
const PART_OF_CANARY = '2';

function workload(scope: Scope, count: number, durationMs: number): ContentionWorkload {
  const writers = (where: Scope) => ({ writers: scope === where ? count : 0, readers: 0 });
  return {
    threads: writers('threads'),
    processes: writers('processes'),
    cycle: { type: 'back-to-back', durationMs, writesMin: WRITES_EACH_MIN * count },
    lockTimeoutMs: PATIENCE_MS,
    retryMsMax: 0,
    triesMax: 1,
    documentBytes: DOCUMENT_BYTES,
  };
}

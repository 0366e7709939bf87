// A judged run with something of everything that a page draws: schedules, a power loss, samples, contention. Its
// figures are made up.
import { costFindings, finding, judgedRun, strategy } from '../../results/testing/judged-fixture.js';
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';

/** The run of the fixture, drawn in full. */
export function drawnRun(): Judged {
  const run = judgedRun({ runnerUp: null });
  return {
    ...run,
    strategies: [
      ...run.strategies.map((one) => (one.selected && one.availability.available ? measured(one) : one)),
      strategy('slow', 'GO', 'GO', { findings: costFindings(4, 3.5, 4.5, 9) }),
    ],
  };
}

function measured(one: JudgedStrategy): JudgedStrategy {
  const samples = Array.from({ length: 60 }, (_, at) => 1 + ((at * 7) % 11) / 10 + (at % 20 === 0 ? 3 : 0));
  return {
    ...one,
    latencySamples: { documentBytes: 1357, strategy: samples, floor: samples.map((ms) => ms / 2) },
    findings: [
      ...one.findings,
      finding('concurrent-processes', 'processes', 'contention-measures', 'pass', {
        metrics: [
          { name: 'writers', value: 8, unit: 'writers' },
          { name: 'throughput', value: 150, unit: 'writes/s' },
          { name: 'throughput-low', value: 120, unit: 'writes/s' },
          { name: 'throughput-high', value: 190, unit: 'writes/s' },
          { name: 'fairness', value: 0.9, unit: 'Jain' },
          { name: 'longest-wait', value: 300, unit: 'ms' },
        ],
      }),
    ],
    crashEvidence:
      one.crashEvidence === null
        ? null
        : {
            ...one.crashEvidence,
            capsules: one.crashEvidence.capsules.map((capsule) => ({
              ...capsule,
              picture: {
                calls: [
                  { text: 'attempt rev 2', fate: 'mark' },
                  { text: 'write tasks.yaml.tmp: only the first 1024 of 1357 bytes', fate: 'torn' },
                  { text: 'rename tasks.yaml.tmp → tasks.yaml', fate: 'kept' },
                ],
                disk: [
                  { path: 'tasks.yaml', before: '1,357 bytes, rev 2', after: '1,024 bytes, rev 2' },
                  { path: 'tasks.yaml.tmp', before: null, after: 'empty' },
                ],
                expected: 'rev 2 (acknowledged)',
              },
            })),
          },
  };
}

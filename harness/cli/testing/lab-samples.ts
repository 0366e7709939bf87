// Platforms of a lab for tests of the command line: one that can be made, and one that lacks two things.
import type { LabPlatform } from '../../../results/facts/lab-platform.js';
import type { LabResult } from '../../../results/verdicts/lab-record.js';
import type { Ports } from '../ports.js';

const platforms: LabPlatform[] = [
  { id: 'tmpfs', title: 'in memory', small: true, missing: [] },
  {
    id: 'xfs',
    title: 'xfs',
    small: false,
    missing: ['loop devices need root', 'mkfs.xfs is missing: apt install xfsprogs'],
  },
];

/** Finishes every platform: tmpfs takes no strategy, whatever else is wanted lacks something. */
export const scriptedLab: Pick<Ports, 'labPlatforms' | 'runLab'> = {
  labPlatforms: (nodes) =>
    Promise.resolve([
      ...platforms,
      ...nodes.map((one) => ({ id: `node-${one}`, title: `Node ${one}`, small: false, missing: [] })),
    ]),
  runLab: (request, observer) => {
    const { profile, policy, seed, strategies, platforms: wanted } = request;
    const results = wanted.map((id): LabResult => {
      const missing = platforms.find((one) => one.id === id)?.missing ?? [];
      const outcome: LabResult['outcome'] =
        missing.length > 0 ? { type: 'skipped', reasons: missing } : { type: 'failed', reason: 'it is full' };
      return { id, title: id, outcome, durationMs: 1000 };
    });
    for (const result of results) {
      observer.started(result.id);
      observer.cases(1, 2);
      observer.finished(result);
    }
    const [startedAt, finishedAt] = ['2026-11-23T10:00:00.000Z', '2026-11-23T10:00:02.000Z'];
    const kept = { profile, policy, seed, strategies, wanted, results };
    return Promise.resolve({ schemaVersion: 1, holdfast: '0.1.0', startedAt, finishedAt, ...kept });
  },
};

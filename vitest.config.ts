// How the suite runs: tests stand beside the code, in two projects. `unit` is pure and runs from source without a
// build; `real` is what X.real.test.ts names: real processes, threads, locks and the built program.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './tools/slowest-first.js';

const built = /(?:^|\/)dist\/(?:strategies|scenarios|harness|reports|results)\//;
const everything = '{strategies,scenarios,harness,reports,results,docs,tools}/**';

export default defineConfig({
  test: {
    // Child processes, because native addons are involved. One more than there are cores, because many tests wait:
    // for a disk, for the end of a process, for a time limit.
    pool: 'forks',
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: SlowestFirst },
    // For what hangs: a test may take ten times as long where everything else of the machine is busy.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    exclude: ['**/node_modules/**', 'dist/**', 'results/runs/**'],
    projects: [
      {
        extends: true,
        plugins: [
          {
            name: 'unit tests run from source',
            enforce: 'pre',
            resolveId(id) {
              if (built.test(id)) throw new Error(`${id} is built: name this file X.real.test.ts`);
            },
          },
        ],
        test: {
          name: 'unit',
          include: [`${everything}/*.test.ts`],
          exclude: ['**/*.real.test.ts'],
          setupFiles: ['./tools/vitest.unit.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: [`${everything}/*.real.test.ts`],
          globalSetup: ['./tools/vitest.build.ts'],
        },
      },
    ],
  },
});

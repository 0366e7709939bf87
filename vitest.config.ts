// How the suite runs: tests beside the code, in child processes because native addons are involved, after
// one build.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{strategies,scenarios,harness,reports,results,docs,tools}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'results/runs/**'],
    globalSetup: ['./tools/vitest.build.ts'],
    pool: 'forks',
    // Tests mostly wait, so every core gets one.
    maxWorkers: availableParallelism(),
    // For what hangs: a test may take ten times as long where everything else of the machine is busy.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});

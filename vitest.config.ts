import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{strategies,scenarios,harness,reports,results}/**/*.test.ts', '*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'results/runs/**'],
    globalSetup: ['./vitest.build.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

// The GitHub workflow that `holdfast init` writes. It runs as it is: what it installs, and by what, is what
// the project has. The decision goes to the summary of the job by itself.
import type { PackageManager, StarterProject } from './starter-choice.js';

interface Commands {
  /** Before Node is set up, so that its cache finds the program. */
  enable: string | null;
  locked: string;
  unlocked: string;
  run: string;
}

const commands: Readonly<Record<PackageManager, Commands>> = {
  npm: { enable: null, locked: 'npm ci', unlocked: 'npm install', run: 'npx holdfast' },
  pnpm: {
    enable: 'corepack enable pnpm',
    locked: 'pnpm install --frozen-lockfile',
    unlocked: 'pnpm install',
    run: 'pnpm exec holdfast',
  },
  yarn: {
    enable: 'corepack enable yarn',
    locked: 'yarn install --frozen-lockfile',
    unlocked: 'yarn install',
    run: 'yarn run holdfast',
  },
};

export function starterWorkflow({ manager, isLocked }: StarterProject): string {
  const { enable, locked, unlocked, run } = commands[manager];
  const steps = [
    ['- uses: actions/checkout@v6'],
    ...(enable === null ? [] : [[`- run: ${enable}`]]),
    [
      '- uses: actions/setup-node@v6',
      '  with:',
      '    node-version: 24',
      ...(isLocked ? [`    cache: ${manager}`] : []),
    ],
    [`- run: ${isLocked ? locked : unlocked}`],
    [`- run: ${run} run --out results/runs/ci`],
    [
      '# Whatever the decision was: each failure comes with what replays it.',
      '- uses: actions/upload-artifact@v6',
      '  if: always()',
      '  with:',
      '    name: holdfast',
      '    path: results/runs/ci',
    ],
  ];
  return `# Judges how this project keeps its documents. Red means NO-GO, or that nothing could be concluded.
name: holdfast

on: [push, pull_request]

permissions:
  contents: read

concurrency:
  group: holdfast-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  judge:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
${steps
  .flat()
  .map((line) => `      ${line}`)
  .join('\n')}
`;
}

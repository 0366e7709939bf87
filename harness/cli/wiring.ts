// The one place where the command line is given the real parts of the harness. Each part is imported when it
// is first used, so that `--version` and a typo answer at once and a broken part breaks only its own command.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { EnvironmentError } from '../run-contract.js';
import { openingComment } from './opening-comment.js';
import type { Ports } from './ports.js';

export function harnessPorts(): Ports {
  return {
    version: packageVersion(),
    strategies: {},
    importModule: (url) => import(url),
    strategyNotes: async (id) =>
      openingComment(await readFile(new URL(`../../strategies/${id}.js`, import.meta.url), 'utf8')),
    catalogue: () => missing('scenarios/registry'),
    reporters: {},
    executeRun: () => missing('harness/run'),
    judgeRun: () => missing('harness/judge'),
    readRun: () => missing('results/archive'),
    readJudged: () => missing('results/archive'),
    saveRun: () => missing('results/archive'),
    saveJudged: () => missing('results/archive'),
    groupByPlatform: () => missing('results/merging'),
    mergeRuns: () => missing('results/merging'),
    compareRuns: () => missing('results/comparison'),
    renderComparison: () => missing('reports/comparison'),
    githubAnnotations: () => missing('reports/github'),
    runDoctor: () => missing('harness/platform'),
  };
}

function missing(part: string): Promise<never> {
  return Promise.reject(new EnvironmentError('part-missing', `this build of holdfast lacks ${part}`));
}

function packageVersion(): string {
  // From dist/harness/cli/ and from harness/cli/ the package is at a different height.
  for (const height of ['../../../package.json', '../../package.json']) {
    try {
      const found: unknown = JSON.parse(readFileSync(new URL(height, import.meta.url), 'utf8'));
      if (typeof found === 'object' && found !== null && 'version' in found && 'name' in found) {
        if (found.name === 'holdfast') return String(found.version);
      }
    } catch {
      // Not there: the other height is.
    }
  }
  return 'unknown';
}

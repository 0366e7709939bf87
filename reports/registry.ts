// Every reporter by its id. Each is loaded when it is asked for, so that none costs the others anything.
import type { ComparisonReporter, Reporter } from './reporter.js';

/** Reports of one judged run. */
export const reporters = {
  console: () => import('./console.js'),
  markdown: () => import('./markdown.js'),
  json: () => import('./json.js'),
  github: () => import('./github.js'),
} satisfies Record<string, () => Promise<{ default: Reporter }>>;

/** Reports of several judged runs side by side. */
export const comparisonReporters = {
  console: () => import('./comparison-console.js'),
  markdown: () => import('./comparison-markdown.js'),
} satisfies Record<string, () => Promise<{ default: ComparisonReporter }>>;

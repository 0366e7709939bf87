// Every reporter by its id. Each is loaded when it is used, so that none costs the others anything.
import type { ComparisonReporter, Reporter } from './reporter.js';

/** Reports of one judged run. */
export const reporters = {
  console: async () => (await import('./run/console.js')).default,
  markdown: async () => (await import('./run/markdown.js')).default,
  json: async () => (await import('./run/json.js')).default,
  html: async () => (await import('./run/html.js')).default,
  github: async () => (await import('./run/github.js')).default,
  junit: async () => (await import('./run/junit.js')).default,
  csv: async () => (await import('./run/csv.js')).default,
  badge: async () => (await import('./run/badge.js')).default,
} satisfies Record<string, () => Promise<Reporter>>;

/** Reports of several judged runs side by side. */
export const comparisonReporters = {
  console: async () => (await import('./comparison/comparison-console.js')).default,
  markdown: async () => (await import('./comparison/comparison-markdown.js')).default,
  html: async () => (await import('./comparison/comparison-html.js')).default,
} satisfies Record<string, () => Promise<ComparisonReporter>>;

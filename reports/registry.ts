// Every reporter by its id. Each is loaded when it is asked for, so that none costs the others anything.
import type { ComparisonReporter, Reporter } from './reporter.js';

/** Reports of one judged run. */
export const reporters = {
  console: async () => (await import('./console.js')).consoleReporter,
  markdown: async () => (await import('./markdown.js')).markdownReporter,
  json: async () => (await import('./json.js')).jsonReporter,
  github: async () => (await import('./github.js')).githubReporter,
} satisfies Record<string, () => Promise<Reporter>>;

/** Reports of several judged runs side by side. */
export const comparisonReporters = {
  console: async () => (await import('./comparison-console.js')).comparisonConsoleReporter,
  markdown: async () => (await import('./comparison-markdown.js')).comparisonMarkdownReporter,
} satisfies Record<string, () => Promise<ComparisonReporter>>;

export type ReporterId = keyof typeof reporters;
export type ComparisonReporterId = keyof typeof comparisonReporters;

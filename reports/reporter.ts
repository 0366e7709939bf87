// The contract of a reporter: a pure function of a judged run, or of a comparison of several. One file each,
// one line in the registry. It reads no clock and no file, so a stored run renders the same anywhere.
import type { Comparison } from '../results/verdicts/comparison.js';
import type { Judged } from '../results/verdicts/judged.js';

export interface RenderOptions {
  color: boolean;
  /** Columns of the terminal, or of the page. */
  width: number;
  /** Everything that the run showed, where the reporter would show a summary; default false. */
  full?: boolean;
  /** What names the run on a command line; absent: unknown to whoever renders. */
  run?: string;
}

export interface Reporter {
  /** kebab-case; equals the file name. */
  id: string;
  title: string;
  /** Without the dot. */
  extension: string;
  render(judged: Judged, options: RenderOptions): string;
}

export interface ComparisonReporter {
  /** kebab-case; the file is `comparison-<id>`. */
  id: string;
  title: string;
  /** Without the dot. */
  extension: string;
  render(comparison: Comparison, options: RenderOptions): string;
}

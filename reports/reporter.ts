// The contract of a reporter: a pure function of a judged run. One file each, one line in the registry.
// It reads no clock and no file, so a stored run can be rendered again anywhere, with the same result.
import type { Judged } from '../results/judged.js';

export interface RenderOptions {
  color: boolean;
  /** Columns of the terminal, or of the page. */
  width: number;
}

export interface Reporter {
  /** kebab-case; equals the file name. */
  id: string;
  title: string;
  /** Without the dot. */
  extension: string;
  render(judged: Judged, options: RenderOptions): string;
}

// Whether to colour an output: the flag first, then FORCE_COLOR, NO_COLOR (no-color.org) and the terminal.
// One answer for each stream: stdout may be a file while stderr is a terminal.
import type { Io, Output } from './io.js';

/** `flag` false: --no-color was given. */
export function wantsColor(output: Output, env: Io['env'], flag: boolean): boolean {
  if (!flag) return false;
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if ((env.NO_COLOR ?? '') !== '') return false;
  return output.isTTY && env.TERM !== 'dumb';
}

/** Columns to lay out for; a pipe or a file gets a page. */
export function widthOf(output: Output): number {
  return output.columns !== undefined && output.columns >= 40 ? output.columns : 100;
}

/** For plain tables: null in a pipe or a file, where a row stays one line. */
export function tableWidthOf(output: Output): number | null {
  return output.isTTY ? (output.columns ?? 80) : null;
}

// Colour on a terminal, the one place that knows SGR codes. Without colour every function returns its text.
import type { Verdict } from '../../results/vocabulary/verdict.js';

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  /** pass green, fail red, unknown yellow, n/a dim. */
  as(verdict: Verdict, text: string): string;
}

const codes = { pass: 32, fail: 31, unknown: 33, 'n/a': 2 } satisfies Record<Verdict, number>;

export function paint(color: boolean): Paint {
  const sgr = (code: number, text: string) =>
    color && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
  return {
    bold: (text) => sgr(1, text),
    dim: (text) => sgr(2, text),
    as: (verdict, text) => sgr(codes[verdict], text),
  };
}

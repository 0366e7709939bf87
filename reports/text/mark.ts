// The signs for verdicts and decisions. Each is known by its shape and its word, so nothing depends on colour.
import type { Decision, Verdict } from '../../results/vocabulary/verdict.js';

const verdictMarks = { pass: '✓', fail: '✗', unknown: '?', 'n/a': '–' } satisfies Record<Verdict, string>;
const verdictEmoji = { pass: '✅', fail: '❌', unknown: '❔', 'n/a': 'n/a' } satisfies Record<
  Verdict,
  string
>;

const decisionVerdicts = {
  GO: 'pass',
  'NO-GO': 'fail',
  PARTIAL: 'fail',
  INCONCLUSIVE: 'unknown',
  'N/A': 'n/a',
} satisfies Record<Decision, Verdict>;

/** How good a decision is, for colouring and sorting. */
export const toneOf = (decision: Decision): Verdict => decisionVerdicts[decision];

export const verdictMark = (verdict: Verdict): string => verdictMarks[verdict];
export const decisionGlyph = (decision: Decision): string =>
  decision === 'PARTIAL' ? '◐' : verdictMarks[toneOf(decision)];
export const decisionMark = (decision: Decision): string => `${decisionGlyph(decision)} ${decision}`;

export const verdictSign = (verdict: Verdict): string => verdictEmoji[verdict];
export const decisionSign = (decision: Decision): string => {
  if (decision === 'N/A') return 'N/A';
  return decision === 'PARTIAL' ? '⚠️ PARTIAL' : `${verdictEmoji[toneOf(decision)]} ${decision}`;
};

/** `PASS`, `FAIL`, `UNKNOWN`, `n/a`: the words of an M0.3 report. */
export const verdictWord = (verdict: Verdict): string =>
  verdict === 'n/a' ? verdict : verdict.toUpperCase();

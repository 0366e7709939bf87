// One failure that a quick trial found, as text: what, where and after how long, the steps, what to do, and
// the command that runs it again. Pure.
import type { ShownCounterexample } from '../run/smallest-counterexample.js';
import { plainAligned, plainText, truncate, wrap } from '../text/plain-text.js';
import { duration } from '../text/quantity.js';

export interface TrialFindingShown extends ShownCounterexample {
  scenario: string;
  scope: string;
  afterMs: number;
  refusedByM03: boolean;
}

const linesMax = 30;

export function trialFindingText(found: TrialFindingShown, width: number): string {
  const { title, anomaly, scenario, scope, afterMs, sentence, lines, remedy, replay, refusedByM03 } = found;
  const shown =
    lines.length > linesMax
      ? [...lines.slice(0, linesMax - 1), `… ${lines.length - linesMax + 1} more`]
      : lines;
  const who = refusedByM03 ? '' : ' (only the policy strict asks for it)';
  return [
    ...wrap(
      `✗ ${plainText(title)}: ${plainText(anomaly)} in ${plainText(scenario)} (${scope}), after ${duration(afterMs)}${who}`,
      width,
    ),
    ...wrap(plainText(sentence), width - 2).map((line) => `  ${line}`),
    ...shown.map((line) => truncate(`  │ ${plainAligned(line)}`, width)),
    ...wrap(`What to do: ${plainText(remedy)}`, width - 2).map((line) => `  ${line}`),
    // A command is copied: it is never cut.
    ...(replay === null ? [] : [`  Replay: ${plainText(replay)}`]),
    '',
  ].join('\n');
}

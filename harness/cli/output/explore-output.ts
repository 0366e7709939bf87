// The end of an exploration: capsules are saved if there are any, one JSON document or one text is printed,
// and the next command is named.
import { join } from 'node:path';
import { explorationText } from '../../../reports/counterexample/exploration-text.js';
import { shellWord } from '../../../reports/text/shell-word.js';
import { CAPSULES, interleavingFileName } from '../../../results/archive/capsule-file.js';
import type { InterleavingCapsule } from '../../../results/capsules/interleaving-capsule.js';
import type { InterleavingsFact } from '../../../results/facts/interleavings-fact.js';
import { judgeExploration } from '../../../results/verdicts/exploration.js';
import { smallestViolations } from '../../../results/verdicts/smallest-violations.js';
import type { ExploreProgress, ExploreRequest } from '../../run/run-contract.js';
import { type CommandContext, printJson, printText, stdoutLayout } from '../context.js';
import { ignoreByGit } from '../options/results-place.js';
import type { SelectedStrategy } from '../options/strategy-selection.js';
import { placeFrom } from './capsule-places.js';
import { nextAfterExploring } from './explore-next.js';

export interface ExploreTarget {
  strategy: SelectedStrategy;
  request: ExploreRequest;
  maxTimeMs: number;
  /** Absolute; not made yet. */
  out: string;
}

export async function reportExploration(
  target: ExploreTarget,
  fact: InterleavingsFact,
  interrupted: boolean,
  context: CommandContext,
): Promise<void> {
  const { request, strategy, out, maxTimeMs } = target;
  const { plans, scope, seed } = request;
  const judgement = judgeExploration(fact, plans);
  const kept = smallestViolations(fact).flatMap(({ capsule }) => (capsule === null ? [] : [capsule]));
  if (kept.length > 0) {
    ignoreByGit(out, context.io);
    await context.ports.saveInterleavingCapsules(out, strategy.id, fact);
  }
  const fileOf = (capsule: InterleavingCapsule): string =>
    placeFrom(context.io.cwd, join(out, CAPSULES, interleavingFileName(strategy.id, capsule)));
  const files = kept.map(fileOf);
  const replay = (file: string): string => replayCommand(strategy, file);
  const next = nextAfterExploring({
    typed: strategy.typed,
    verdict: judgement.verdict,
    fact,
    plans,
    scope,
    seed,
    maxTimeMs,
    replay: files[0] === undefined ? null : replay(files[0]),
  });
  if (context.flags().json === true) {
    printJson(context, {
      strategy: strategy.id,
      ...judgement,
      interrupted,
      files,
      next: next.command,
      ...fact,
    });
    return;
  }
  const report = { strategy: strategy.id, goals: plans, fact, judgement, interrupted, fileOf, replay, next };
  printText(context, explorationText(report, Math.max(60, Math.min(140, stdoutLayout(context).width))));
}

/** The search was interrupted and did not answer any more. */
export function reportNothing(
  target: ExploreTarget,
  last: ExploreProgress | null,
  context: CommandContext,
): void {
  const { strategy, request, maxTimeMs } = target;
  const { plans, scope, seed } = request;
  const lacks = ['the search did not report in time what it had covered'];
  const searched = { typed: strategy.typed, plans, scope, seed, maxTimeMs };
  const next = nextAfterExploring({ ...searched, verdict: 'inconclusive', fact: null, replay: null });
  if (context.flags().json === true) {
    printJson(context, {
      strategy: strategy.id,
      verdict: 'inconclusive',
      lacks,
      interrupted: true,
      last,
      next: next.command,
    });
    return;
  }
  const progress =
    last === null
      ? 'it reported no progress'
      : `last progress: ${last.schedules} schedules of ${plans[last.plan]?.variant}`;
  const lines = [...lacks, progress, 'Decision: ? INCONCLUSIVE', `Next: ${next.command}  (${next.why})`];
  printText(context, lines.join('\n'));
}

/** A user's module is loaded only when the command names it. */
function replayCommand({ id, reference, typed }: SelectedStrategy, file: string): string {
  const named = reference === id ? '' : ` --strategy ${shellWord(typed)}`;
  return `holdfast replay ${shellWord(file)}${named}`;
}

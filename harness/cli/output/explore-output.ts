// How an exploration ends for whoever asked: capsules kept if there are any, one document or one story, and the
// command to go on with.
import { join } from 'node:path';
import { shellWord } from '../../../reports/text/shell-word.js';
import { CAPSULES, interleavingFileName } from '../../../results/archive/capsule-file.js';
import type { InterleavingCapsule } from '../../../results/capsules/interleaving-capsule.js';
import type { InterleavingsFact } from '../../../results/facts/interleavings-fact.js';
import { smallestViolations } from '../../../results/verdicts/smallest-violations.js';
import type { ExploreProgress, ExploreRequest } from '../../run/run-contract.js';
import { type CommandContext, printJson, printText, stdoutLayout } from '../context.js';
import { exploreStory } from '../explore-story.js';
import type { SelectedStrategy } from '../options/strategy-selection.js';
import { placeFrom } from './capsule-places.js';
import { nextAfterExploring } from './explore-next.js';
import { judgeExploration } from './explore-verdict.js';

export interface ExploreTarget {
  strategy: SelectedStrategy;
  request: ExploreRequest;
  maxTimeMs: number;
  /** Absolute; not made yet. */
  out: string;
}

export async function tell(
  asked: ExploreTarget,
  fact: InterleavingsFact,
  interrupted: boolean,
  context: CommandContext,
): Promise<void> {
  const { request, strategy, out, maxTimeMs } = asked;
  const { plans, scope, seed } = request;
  const judgement = judgeExploration(fact, plans);
  const kept = smallestViolations(fact).flatMap(({ capsule }) => (capsule === null ? [] : [capsule]));
  if (kept.length > 0) await context.ports.saveInterleavingCapsules(out, strategy.id, fact);
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
  const told = { id: strategy.id, plans, fact, judgement, interrupted, fileOf, replay, next };
  printText(context, exploreStory(told, Math.max(60, Math.min(140, stdoutLayout(context).width))));
}

/** Interrupted, and the search did not answer any more. */
export function tellNothing(
  asked: ExploreTarget,
  last: ExploreProgress | null,
  context: CommandContext,
): void {
  const { strategy, request, maxTimeMs } = asked;
  const { plans, scope, seed } = request;
  const lacks = ['the search did not say in time what it had covered'];
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
  const heard =
    last === null
      ? 'nothing was heard of it'
      : `last heard: ${last.schedules} schedules of ${plans[last.plan]?.variant}`;
  const lines = [...lacks, heard, 'Decision: ? INCONCLUSIVE', `Next: ${next.command}  (${next.why})`];
  printText(context, lines.join('\n'));
}

/** A module of one's own is loaded only when it is named. */
function replayCommand({ id, reference, typed }: SelectedStrategy, file: string): string {
  const whom = reference === id ? '' : ` --strategy ${shellWord(typed)}`;
  return `holdfast replay ${shellWord(file)}${whom}`;
}

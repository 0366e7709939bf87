// An exploration as text: what was searched, what was covered, each violation with the schedule that shows
// it, and at the very end the decision and the next command. Pure; it claims no more than the coverage it is
// given.
import type { InterleavingCapsule } from '../../results/capsules/interleaving-capsule.js';
import type { InterleavingsFact, InterleavingVariantResult } from '../../results/facts/interleavings-fact.js';
import type { ExploreJudgement, SearchGoal } from '../../results/verdicts/exploration.js';
import { boundWords, coverageWords } from '../../results/verdicts/interleaving-words.js';
import { smallestViolations } from '../../results/verdicts/smallest-violations.js';
import { indented, plainText, wrap } from '../text/plain-text.js';
import { counted, duration } from '../text/quantity.js';
import { renderLanes } from './interleaving-lanes.js';

export interface ExplorationReport {
  strategy: string;
  goals: readonly SearchGoal[];
  fact: InterleavingsFact;
  judgement: ExploreJudgement;
  interrupted: boolean;
  /** Where the capsule of a violation was written; null: it has none. */
  fileOf: (capsule: InterleavingCapsule) => string | null;
  /** The command that replays such a file. */
  replay: (file: string) => string;
  next: { command: string; why: string };
}

export function explorationText(report: ExplorationReport, width: number): string {
  const sections = [coverageLines(report, width), ...violationSections(report, width), ending(report, width)];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** `m03: 2 clients × 2 writes as processes, every schedule with at most 3 preemptions, seed 42`. */
export function searchWords(
  strategy: string,
  goals: readonly SearchGoal[],
  scope: string,
  seed: number,
): string {
  const [goal] = goals;
  if (goal === undefined) return strategy;
  const how = {
    dfs: `every schedule with ${boundWords(goal.preemptions)}`,
    pct: `${counted(goal.schedulesMax, 'random schedule')} with ${counted(goal.preemptions, 'change')} of priority`,
    walk: counted(goal.schedulesMax, 'random schedule'),
  }[goal.search];
  const clients = `${counted(goal.writers, 'client')} × ${counted(goal.writes, 'write')} as ${scope}`;
  return `${plainText(strategy)}: ${clients}, ${how}, ${goals.map(({ variant }) => variant).join(', ')}, seed ${seed}`;
}

function coverageLines({ strategy, goals, fact }: ExplorationReport, width: number): string[] {
  const heading = searchWords(strategy, goals, fact.scope, fact.seed);
  return [...wrap(heading, width), ...fact.variants.flatMap((result) => resultLines(result, width))];
}

function resultLines(result: InterleavingVariantResult, width: number): string[] {
  const { variant, schedules, cut, steps, durationMs, violations, distrust } = result;
  const rate = durationMs > 0 ? Math.round(((schedules + cut) * 1000) / durationMs) : 0;
  const unviolated = distrust === null ? 'no violation' : 'nothing may be concluded';
  const covered =
    violations.length === 0
      ? `${coverageWords(result)}: ${unviolated}`
      : `violated, after ${coverageWords(result)}`;
  const effort = [
    `${counted(schedules, 'schedule')} run`,
    `${cut.toLocaleString('en-US')} predicted or cut short`,
    counted(steps, 'step'),
    `${duration(durationMs)} (${rate.toLocaleString('en-US')}/s)`,
  ].join(', ');
  return [
    ...indented(`${variant}: ${covered}`, width, 2),
    ...indented(effort, width, 4),
    // Without a violation the ending gives it as the reason.
    ...(distrust === null || violations.length === 0
      ? []
      : indented(`not trusted beyond that: ${plainText(distrust)}`, width, 4)),
  ];
}

function violationSections({ fact, fileOf, replay }: ExplorationReport, width: number): string[][] {
  const shown = new Map<string, string>();
  return smallestViolations(fact).map(({ variant, violation, capsule }) => {
    const { preemptions, afterSchedules, schedules, sentence, lanes } = violation;
    const file = capsule === null ? null : fileOf(capsule);
    const size = `${counted(preemptions, 'preemption')}, after ${counted(afterSchedules, 'schedule')}`;
    const name = `${violation.class} (${variant})`;
    const schedule = renderLanes(lanes, { width: width - 2 });
    const first = shown.get(schedule.join('\n'));
    if (first === undefined) shown.set(schedule.join('\n'), name);
    const drawing = first === undefined ? schedule : [`shown by the same schedule as ${first}`];
    return [
      `✗ ${name}: ${size}, seen in ${counted(schedules, 'schedule')}`,
      ...indented(plainText(sentence), width, 2),
      '',
      ...drawing.map((line) => `  ${line}`.trimEnd()),
      ...(file === null ? [] : ['', `  capsule: ${file}`, `  replay:  ${replay(file)}`]),
    ];
  });
}

function ending({ judgement, interrupted, next }: ExplorationReport, width: number): string[] {
  return [
    ...(interrupted ? ['interrupted: the above was covered until then'] : []),
    ...judgement.lacks.flatMap((text) => indented(plainText(text), width, 0)),
    `Decision: ${decisions[judgement.verdict]}`,
    `Next: ${next.command}  (${next.why})`,
  ];
}

const decisions = {
  violated: '✗ VIOLATED',
  'none-found': '✓ NO VIOLATION within this coverage',
  inconclusive: '? INCONCLUSIVE',
} satisfies Record<ExploreJudgement['verdict'], string>;

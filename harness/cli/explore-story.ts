// An exploration as text: what was searched, what was covered, each violation with the schedule that shows it,
// and at the very end the decision and the command to go on with. Pure.
import { renderLanes } from '../../reports/counterexample/interleaving-lanes.js';
import { plainText, wrap } from '../../reports/text/plain-text.js';
import { counted, duration } from '../../reports/text/quantity.js';
import type { InterleavingCapsule } from '../../results/capsules/interleaving-capsule.js';
import type { InterleavingsFact, InterleavingVariantResult } from '../../results/facts/interleavings-fact.js';
import { boundWords, coverageWords } from '../../results/verdicts/interleaving-words.js';
import { smallestViolations } from '../../results/verdicts/smallest-violations.js';
import type { InterleavingPlan } from '../../scenarios/lab.js';
import type { ExploreJudgement } from './output/explore-verdict.js';

export interface ToldExploration {
  id: string;
  plans: readonly InterleavingPlan[];
  fact: InterleavingsFact;
  judgement: ExploreJudgement;
  interrupted: boolean;
  /** Where the capsule of a violation was written; null: it has none. */
  fileOf: (capsule: InterleavingCapsule) => string | null;
  /** The command that replays such a file. */
  replay: (file: string) => string;
  next: { command: string; why: string };
}

export function exploreStory(told: ToldExploration, width: number): string {
  const sections = [coverageLines(told, width), ...violationSections(told, width), ending(told, width)];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** `m03: 2 clients × 2 writes as processes, every schedule with at most 3 preemptions, seed 42`. */
export function searchWords(
  id: string,
  plans: readonly InterleavingPlan[],
  scope: string,
  seed: number,
): string {
  const [plan] = plans;
  if (plan === undefined) return id;
  const how = {
    dfs: `every schedule with ${boundWords(plan.preemptions)}`,
    pct: `${counted(plan.schedulesMax, 'random schedule')} with ${counted(plan.preemptions, 'change')} of priority`,
    walk: counted(plan.schedulesMax, 'random schedule'),
  }[plan.search];
  const who = `${counted(plan.writers, 'client')} × ${counted(plan.writes, 'write')} as ${scope}`;
  return `${plainText(id)}: ${who}, ${how}, ${plans.map(({ variant }) => variant).join(', ')}, seed ${seed}`;
}

function coverageLines({ id, plans, fact }: ToldExploration, width: number): string[] {
  const heading = searchWords(id, plans, fact.scope, fact.seed);
  return [...wrap(heading, width), ...fact.variants.flatMap((result) => resultLines(result, width))];
}

function resultLines(result: InterleavingVariantResult, width: number): string[] {
  const { variant, schedules, cut, steps, durationMs, violations, distrust } = result;
  const rate = durationMs > 0 ? Math.round(((schedules + cut) * 1000) / durationMs) : 0;
  const unviolated = distrust === null ? 'no violation' : 'nothing may be concluded';
  const said =
    violations.length === 0
      ? `${coverageWords(result)}: ${unviolated}`
      : `violated, after ${coverageWords(result)}`;
  const effort = [
    `${counted(schedules, 'schedule')} run`,
    `${cut.toLocaleString('en-US')} told or cut short as known`,
    counted(steps, 'step'),
    `${duration(durationMs)} (${rate.toLocaleString('en-US')}/s)`,
  ].join(', ');
  return [
    ...indented(`${variant}: ${said}`, width, 2),
    ...indented(effort, width, 4),
    // Without a violation it is the reason at the end.
    ...(distrust === null || violations.length === 0
      ? []
      : indented(`not trusted beyond that: ${plainText(distrust)}`, width, 4)),
  ];
}

function violationSections({ fact, fileOf, replay }: ToldExploration, width: number): string[][] {
  const shown = new Map<string, string>();
  return smallestViolations(fact).map(({ variant, violation, capsule }) => {
    const { preemptions, afterSchedules, schedules, sentence, lanes } = violation;
    const file = capsule === null ? null : fileOf(capsule);
    const size = `${counted(preemptions, 'preemption')}, after ${counted(afterSchedules, 'schedule')}`;
    const name = `${violation.class} (${variant})`;
    const schedule = renderLanes(lanes, { width: width - 2 });
    const first = shown.get(schedule.join('\n'));
    if (first === undefined) shown.set(schedule.join('\n'), name);
    const told = first === undefined ? schedule : [`by the same schedule as ${first}`];
    return [
      `✗ ${name}: ${size}, seen in ${counted(schedules, 'schedule')}`,
      ...indented(plainText(sentence), width, 2),
      '',
      ...told.map((line) => `  ${line}`.trimEnd()),
      ...(file === null ? [] : ['', `  capsule: ${file}`, `  replay:  ${replay(file)}`]),
    ];
  });
}

function ending({ judgement, interrupted, next }: ToldExploration, width: number): string[] {
  return [
    ...(interrupted ? ['interrupted: the above is what was covered until then'] : []),
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

function indented(text: string, width: number, by: number): string[] {
  return wrap(text, width - by).map((line) => `${' '.repeat(by)}${line}`);
}

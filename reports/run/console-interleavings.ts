// Interleavings on a terminal: for each strategy and scope up to where the search covered, and each violation
// with its smallest schedule and the command that replays it. Where both scopes show the same, one schedule
// is drawn.
import type { InterleavingEvidence, Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { renderLanes } from '../counterexample/interleaving-lanes.js';
import { consoleFormat } from '../format/console-format.js';
import { write } from '../format/format.js';
import { shortened } from '../format/report-blocks.js';
import type { Paint } from '../text/paint.js';
import { displayWidth, pad, plainText, truncate, wrap } from '../text/plain-text.js';
import { counted } from '../text/quantity.js';
import { reachWords, type ShownViolation, schedulesRun, violationsToShow } from './interleaving-summary.js';
import { doubtBlocks, violationBlocks } from './interleavings-section.js';
import { subjectsOf } from './overview.js';

const drawnMax = 2;
const laneLinesMax = 40;

interface Layout {
  columns: number;
  nameWidth: number;
  ink: Paint;
}

/** Nothing for a run that searched no interleavings. */
export function interleavingsSection(judged: Judged, columns: number, ink: Paint): string[] {
  const subjects = subjectsOf(judged).filter(({ interleavings }) => interleavings.length > 0);
  if (subjects.length === 0) return [];
  const nameWidth = Math.max(...subjects.map(({ id }) => displayWidth(nameOf(id))));
  const legend =
    '≤ n of w × m: every schedule of w writers of m writes each with at most n preemptions was run, or is equal to one ' +
    'that was.';
  return [
    ink.bold('Which interleavings were tried'),
    ...subjects.flatMap((strategy) => strategyLines(strategy, { columns, nameWidth, ink })),
    ...wrap(legend, columns - 1).map((line) => ink.dim(` ${line}`)),
  ];
}

const nameOf = (id: string): string => truncate(plainText(id), 20);

function strategyLines(strategy: JudgedStrategy, layout: Layout): string[] {
  const { columns, nameWidth, ink } = layout;
  const reached = strategy.interleavings.flatMap((search, at) =>
    coverageLines(search, columns - nameWidth - 14).map((line, row) => {
      const name = at === 0 && row === 0 ? nameOf(strategy.id) : '';
      const scope = row === 0 ? search.scope : '';
      return ` ${pad(name, nameWidth)}  ${pad(scope, 9)}  ${line}`;
    }),
  );
  const doubts = doubtBlocks(strategy);
  const found = violationsToShow(strategy);
  return [
    ...reached,
    ...(doubts.length === 0 ? [] : [write(doubts, consoleFormat({ columns, ink, indent: 3 }))]),
    ...drawnOnce(found).map((one) => violationLines(strategy, one, layout)),
  ];
}

/**
 * `plain ≤ 2 of 2 × 2; crash, pause ≤ 1 of 2 × 1; 720 schedules`: what was searched equally far shares a
 * bound.
 */
function coverageLines(search: InterleavingEvidence, width: number): string[] {
  if (search.unavailable !== null) return ['not available here'];
  const byReach = new Map<string, string[]>();
  for (const result of search.variants) {
    const reach = reachWords(result);
    byReach.set(reach, [...(byReach.get(reach) ?? []), result.variant]);
  }
  // A bound is never parted from what it bounds.
  const reached = [...byReach].map(([reach, variants]) =>
    [variants.join(', '), ...reach.split(' ')].join('\u00a0'),
  );
  return wrap([...reached, counted(schedulesRun(search), 'schedule')].join('; '), width);
}

type Drawn = ShownViolation & { draw: boolean };

/** A schedule is drawn once, few are, and those with a crash or a pause only where plain ones show nothing. */
function drawnOnce(found: readonly ShownViolation[]): Drawn[] {
  const isPlain = found.some(({ variant }) => variant === 'plain');
  const drawn: ShownViolation[] = [];
  return found.map((one) => {
    const fits = isPlain === (one.variant === 'plain') && drawn.length < drawnMax;
    const draw = fits && !drawn.some((other) => isAlike(one, other));
    if (draw) drawn.push(one);
    return { ...one, draw };
  });
}

/** The same thing in the other scope, or another class that the same schedule shows. */
function isAlike(one: ShownViolation, other: ShownViolation): boolean {
  const isSameKind = one.variant === other.variant && one.violation.class === other.violation.class;
  return isSameKind || JSON.stringify(one.violation.lanes) === JSON.stringify(other.violation.lanes);
}

function violationLines(strategy: JudgedStrategy, one: Drawn, { columns, ink }: Layout): string {
  const lanes = one.draw ? renderLanes(one.violation.lanes, { width: columns - 5 }) : [];
  return write(
    violationBlocks(strategy, one, shortened(lanes, laneLinesMax)),
    consoleFormat({ columns, ink, indent: 3 }),
  );
}

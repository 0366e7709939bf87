// Interleavings as blocks: how far every variant was searched, and the smallest schedule of each violation,
// client beside client, with the command that replays it.
import type { InterleavingEvidence, Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { type InterleavingVariant, interleavingVariantSchema } from '../../results/vocabulary/schedule.js';
import { renderLanes } from '../counterexample/interleaving-lanes.js';
import {
  anchorOf,
  type Block,
  commands,
  heading,
  list,
  paragraph,
  shortened,
  type Text,
  table,
  words,
} from '../format/report-blocks.js';
import { replayCommand } from './grade-ladder.js';
import {
  doubtsOf,
  reachWords,
  type ShownViolation,
  schedulesRun,
  violationsToShow,
  violationWords,
} from './interleaving-summary.js';
import { subjectsOf } from './overview.js';

const laneColumns = 110;

/**
 * `violationsMax` of each strategy, of which lanes of `linesMax` lines; 0: none. Nothing where nothing was
 * searched.
 */
export function interleavings(judged: Judged, violationsMax: number, linesMax: number): Block[] {
  const subjects = subjectsOf(judged).filter((strategy) => strategy.interleavings.length > 0);
  if (subjects.length === 0) return [];
  const variants = interleavingVariantSchema.options;
  const rows = subjects.flatMap(({ id, interleavings: searches }) =>
    searches.map((search) => [
      id,
      search.scope,
      ...variants.map((variant) => cellOf(search, variant)),
      schedulesRun(search).toLocaleString('en-US'),
    ]),
  );
  const doubts = subjects.flatMap((one) => doubtsOf(one).map((doubt) => words`${one.id}, ${doubt}.`));
  return [
    paragraph(
      words`Real clients, one step at a time. ${{ code: '≤ n of w × m' }}: every schedule of w writers of m writes each with at most n preemptions was run, or is equal to one that was. Switches happen at file-system and lock operations and at sleeps; time is virtual.`,
    ),
    table(['Strategy', 'Scope', ...variants, 'Schedules'], rows),
    ...list(doubts),
    ...subjects.flatMap((strategy) => scheduleCounterexamples(strategy, violationsMax, linesMax)),
  ];
}

function cellOf({ unavailable, variants }: InterleavingEvidence, variant: InterleavingVariant): Text {
  if (unavailable !== null) return 'n/a';
  const own = variants.filter((result) => result.variant === variant);
  if (own.length === 0) return '–';
  const kinds = [...new Set(own.flatMap(({ violations }) => violations.map((one) => one.class)))];
  const reached = { own: own.map(reachWords).join(', ') };
  if (kinds.length > 0) return words`${{ verdict: 'fail' }} ${kinds.join(', ')} (${reached})`;
  return own.some(({ distrust }) => distrust !== null)
    ? words`${{ verdict: 'unknown' }} ${reached}`
    : reached;
}

/** The smallest schedule of each violation of one strategy. */
export function scheduleCounterexamples(
  strategy: JudgedStrategy,
  violationsMax: number,
  linesMax: number,
): Block[] {
  const found = violationsToShow(strategy);
  if (found.length === 0 || violationsMax === 0) return [];
  const hidden = found.length - violationsMax;
  const shown = found.slice(0, violationsMax);
  const drawings = shown.map(({ violation }) => renderLanes(violation.lanes, { width: laneColumns }));
  const keys = drawings.map((lines) => lines.join('\n'));
  return [
    heading(3, words`${strategy.id} under a schedule`),
    ...shown.flatMap((one, at) => {
      const first = keys.indexOf(keys[at] ?? '') === at;
      const blocks = violationBlocks(strategy, one, first ? shortened(drawings[at] ?? [], linesMax) : []);
      return first ? blocks : [...blocks, paragraph('The schedule is the one above.')];
    }),
    ...(hidden > 0 ? [paragraph(words`And ${hidden} more; the JSON report has them.`)] : []),
  ];
}

/** A violation with its smallest schedule, if `drawing` has lines, and the command that replays it. */
export function violationBlocks(
  strategy: Pick<JudgedStrategy, 'id' | 'module'>,
  one: ShownViolation,
  drawing: readonly string[],
): Block[] {
  const { scope, violation } = one;
  const title = { strong: violationWords(one) };
  return [
    paragraph(words`${{ verdict: 'fail' }} ${scope}: ${title}: ${violation.sentence}.`),
    ...(drawing.length === 0 ? [] : [scheduleFigure(strategy, one, drawing)]),
    ...(violation.file === null ? [] : [commands([replayCommand(violation.file, strategy)])]),
  ];
}

/** Client beside client; where nothing can be drawn, `drawing`. */
function scheduleFigure(
  { id }: Pick<JudgedStrategy, 'id'>,
  { scope, variant, violation }: ShownViolation,
  drawing: readonly string[],
): Block {
  const clients = Math.max(0, ...violation.lanes.map(({ client }) => (client ?? -1) + 1));
  return {
    type: 'figure',
    anchor: anchorOf('schedule', id, scope, variant, violation.class),
    figure: {
      type: 'lanes',
      title: `${id}, ${scope}: ${violation.class}`,
      lanes: Array.from({ length: clients }, (_, client) => `client ${client}`),
      steps: violation.lanes.map(({ client, text, preempted }) => ({ lane: client, text, preempted })),
    },
    text: drawing,
  };
}

export function doubtBlocks(strategy: JudgedStrategy): Block[] {
  return doubtsOf(strategy).map((doubt) => paragraph(words`${{ verdict: 'unknown' }} ${doubt}`));
}

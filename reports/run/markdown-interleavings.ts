// Interleavings as Markdown: how far every variant was searched, and the smallest schedule of each violation, client
// beside client, with the command that replays it.
import type { InterleavingEvidence, Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { type InterleavingVariant, interleavingVariantSchema } from '../../results/vocabulary/schedule.js';
import { renderLanes } from '../counterexample/interleaving-lanes.js';
import { md, mdCode, mdTable } from '../text/markdown-text.js';
import { replayCommand } from './grade-ladder.js';
import {
  doubtsOf,
  reachWords,
  schedulesRun,
  type ToldViolation,
  toldViolations,
  violationWords,
} from './interleaving-summary.js';
import type { MarkdownBlocks } from './markdown-sections.js';
import { subjectsOf } from './overview.js';

const laneColumns = 110;

/** `violationsMax` of each strategy, of which lanes of `linesMax` lines; 0: none. Nothing where nothing was searched. */
export function interleavings(judged: Judged, violationsMax: number, linesMax: number): MarkdownBlocks {
  const subjects = subjectsOf(judged).filter((strategy) => strategy.interleavings.length > 0);
  if (subjects.length === 0) return [];
  const variants = interleavingVariantSchema.options;
  const rows = subjects.flatMap(({ id, interleavings: searches }) =>
    searches.map((search) => [
      md(id),
      search.scope,
      ...variants.map((variant) => cellOf(search, variant)),
      schedulesRun(search).toLocaleString('en-US'),
    ]),
  );
  const doubts = subjects.flatMap((one) => doubtsOf(one).map((doubt) => `- ${md(one.id)}, ${md(doubt)}.`));
  return [
    'Real clients, one step at a time. `≤ n of w × m`: every schedule of w writers of m writes each with at most n preemptions was run, or is equal to one that was. Switches happen at file-system and lock operations and at sleeps; time is virtual.',
    mdTable(['Strategy', 'Scope', ...variants, 'Schedules'], rows),
    ...(doubts.length === 0 ? [] : [doubts.join('\n')]),
    ...subjects.flatMap((strategy) => counterexamples(strategy, violationsMax, linesMax)),
  ];
}

function cellOf({ unavailable, variants }: InterleavingEvidence, variant: InterleavingVariant): string {
  if (unavailable !== null) return 'n/a';
  const own = variants.filter((result) => result.variant === variant);
  if (own.length === 0) return '–';
  const kinds = [...new Set(own.flatMap(({ violations }) => violations.map((one) => one.class)))];
  const doubt = own.some(({ distrust }) => distrust !== null) ? '❔ ' : '';
  const reached = own.map(reachWords).join(', ');
  return kinds.length === 0 ? `${doubt}${reached}` : `❌ ${md(kinds.join(', '))} (${reached})`;
}

function counterexamples(strategy: JudgedStrategy, violationsMax: number, linesMax: number): MarkdownBlocks {
  const found = toldViolations(strategy);
  if (found.length === 0 || violationsMax === 0) return [];
  const hidden = found.length - violationsMax;
  const shown = found.slice(0, violationsMax);
  const drawing = shown.map(({ violation }) => JSON.stringify(violation.lanes));
  return [
    `### ${md(strategy.id)} under a schedule`,
    ...shown.flatMap((one, at) =>
      violationBlocks(one, drawing.indexOf(drawing[at] ?? '') === at ? linesMax : 0),
    ),
    ...(hidden > 0 ? [`And ${hidden} more; the JSON report has them.`] : []),
  ];
}

/** `linesMax` 0: the schedule was drawn before. */
function violationBlocks(one: ToldViolation, linesMax: number): MarkdownBlocks {
  const { scope, violation } = one;
  const lanes = renderLanes(violation.lanes, { width: laneColumns });
  const shown = lanes.slice(0, linesMax);
  const hidden = lanes.length - shown.length;
  const code = hidden > 0 && shown.length > 0 ? [...shown, `… ${hidden} more`] : shown;
  return [
    `**${md(violationWords(one))}** (${scope}): ${md(violation.sentence)}.`,
    ...(code.length === 0 ? [] : [mdCode(code)]),
    ...(linesMax === 0 && lanes.length > 0 ? ['The schedule is the one above.'] : []),
    ...(violation.file === null ? [] : [mdCode([replayCommand(violation.file)])]),
  ];
}

// The nemesis as blocks: for each strategy what went wrong and by which events, with the schedule of events
// and the command that replays it. What needs an edit by hand is told and judged nowhere.
import type { Judged, JudgedStrategy, NemesisEvidence } from '../../results/verdicts/judged.js';
import {
  anchorOf,
  type Block,
  commands,
  heading,
  paragraph,
  shortened,
  words,
} from '../format/report-blocks.js';
import { counted } from '../text/quantity.js';
import { replayCommand } from './grade-ladder.js';
import { subjectsOf } from './overview.js';

/** `failuresMax` of each strategy, of which schedules of `linesMax` lines; nothing where nothing went wrong. */
export function nemesisFailures(judged: Judged, failuresMax: number, linesMax: number): Block[] {
  return subjectsOf(judged).flatMap((strategy) => nemesisOf(strategy, failuresMax, linesMax));
}

/** What the nemesis found against one strategy; nothing where that is nothing. */
export function nemesisOf(strategy: JudgedStrategy, failuresMax: number, linesMax: number): Block[] {
  const { id, nemesis } = strategy;
  if (nemesis.length === 0 || failuresMax === 0) return [];
  const hidden = nemesis.length - failuresMax;
  return [
    heading(3, words`${id} under the nemesis`),
    ...nemesis.slice(0, failuresMax).flatMap((failure) => failureBlocks(strategy, failure, linesMax)),
    ...(hidden > 0 ? [paragraph(words`And ${hidden} more; the JSON report has them.`)] : []),
  ];
}

function failureBlocks(strategy: JudgedStrategy, failure: NemesisEvidence, linesMax: number): Block[] {
  const { class: kind, cause, sentence, lines, seen, tries, events, eventsBefore, file } = failure;
  const shrunk = events < eventsBefore ? `, shrunk from ${eventsBefore}` : '';
  const what = `${kind}, ${events === 0 ? 'undisturbed' : `by ${counted(events, 'event')}${shrunk}`}`;
  const often = `Seen ${seen} of ${tries} times that it was repeated.`;
  const told =
    cause === 'outside'
      ? paragraph(
          words`${{ strong: what }}: ${sentence}. ${often} No strategy can know of it: told, not judged.`,
        )
      : paragraph(words`${{ verdict: 'fail' }} ${{ strong: what }}: ${sentence}. ${often}`);
  return [
    told,
    nemesisFigure(strategy, failure, shortened(lines, linesMax)),
    ...(file === null ? [] : [commands([replayCommand(file, strategy)])]),
  ];
}

const timed = /^\+ *(\S+ s) {2}(P\d+|all) +(.*)$/;

/** Process beside process, as far as a line says whose it is. */
function nemesisFigure(
  { id }: JudgedStrategy,
  { class: kind, cause, lines }: NemesisEvidence,
  text: readonly string[],
): Block {
  const parsed = lines.map((line) => ({ line, match: timed.exec(line) }));
  const names = [...new Set(parsed.flatMap(({ match }) => match?.[2] ?? []))].filter(
    (name) => name !== 'all',
  );
  return {
    type: 'figure',
    anchor: anchorOf('nemesis', id, cause, kind),
    figure: {
      type: 'lanes',
      title: `${id}, nemesis: ${kind}`,
      lanes: names.sort((a, b) => (a < b ? -1 : 1)),
      steps: parsed.map(({ line, match }) => {
        const lane = names.indexOf(match?.[2] ?? '');
        const step = { lane: lane < 0 ? null : lane, text: match?.[3] ?? line, preempted: null };
        return match?.[1] === undefined ? step : { ...step, at: match[1] };
      }),
    },
    text,
  };
}

// Durability on a terminal: each strategy's rung on the ladder, what was judged, and for those that stopped
// short why, with the command that replays the proof.
import type { Finding } from '../../results/verdicts/finding.js';
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { calibrationOf, calibrationWords } from '../platform/calibration.js';
import { verdictMark } from '../text/mark.js';
import type { Paint } from '../text/paint.js';
import { displayWidth, pad, plainText, truncate, wrap } from '../text/plain-text.js';
import { counted } from '../text/quantity.js';
import { failedSyncRung, ladderLine, modelLine, replayCommand, whyNotHigher } from './grade-ladder.js';
import { subjectsOf } from './overview.js';

/** Nothing for a run that judged no disk states. */
export function durabilitySection(judged: Judged, columns: number, ink: Paint): string[] {
  const subjects = subjectsOf(judged).filter(({ durability }) => durability !== null);
  if (subjects.length === 0) return [];
  const nameWidth = Math.max(...subjects.map(({ id }) => displayWidth(nameOf(id))));
  return [
    ink.bold('What survives a loss of power'),
    ...subjects.flatMap((strategy) =>
      strategyLines(strategy, { columns, nameWidth, cuts: calibrationWords(judged, strategy.id) }, ink),
    ),
    ...calibrationLines(judged, columns).map((line) => ink.dim(line)),
  ];
}

const nameOf = (id: string): string => truncate(plainText(id), 20);

function strategyLines(
  strategy: JudgedStrategy,
  { columns, nameWidth, cuts }: { columns: number; nameWidth: number; cuts: string | null },
  ink: Paint,
): string[] {
  const { id, durability, crashEvidence } = strategy;
  if (durability === null) return [];
  const beside = failedSyncRung(strategy);
  const { models } = durability;
  const strongest = models.at(-1);
  const judgedText =
    strongest === undefined
      ? ''
      : `  ${counted(strongest.states, 'state')}, ${strongest.exhaustive ? 'exhaustive' : 'sampled'}`;
  const next = models.find(({ verdict }) => verdict !== 'pass');
  const why = whyNotHigher({ durability, crashEvidence });
  const told = why?.sentence ?? next?.reason;
  const sentence = told === undefined ? '' : `: ${told}`;
  return [
    ` ${pad(nameOf(id), nameWidth)}  ${ink.bold(ladderLine(durability.grade, models))}${ink.dim(truncate(judgedText, columns - nameWidth - 52))}`,
    ...(cuts === null ? [] : [ink.dim(`   calibrated: ${cuts}`)]),
    ...(next === undefined
      ? []
      : wrap(plainText(`${modelLine(next)}${sentence}`), columns - 3).map(
          (line) => `   ${ink.as(next.verdict, line)}`,
        )),
    ...(beside === null || beside.verdict === 'n/a' ? [] : [besideLine(beside, columns, ink)]),
    // A command is copied: it is never cut.
    ...(why === null ? [] : [ink.dim(`   ${plainText(replayCommand(why.file, strategy))}`)]),
  ];
}

/** Where models and disks differ, and what must fail; or that nothing is known. */
function calibrationLines(judged: Judged, columns: number): string[] {
  const found = calibrationOf(judged);
  const { type } = judged.platform.fileSystem;
  if (found === null) return [` No power cuts are known of ${plainText(type)} as it is mounted here.`];
  const { where, strategies, note } = found;
  const images = strategies.reduce((sum, one) => sum + one.images, 0);
  const differing = strategies.filter(({ disagreement }) => disagreement !== '');
  const told =
    differing.length === 0
      ? 'models and disks agree'
      : differing.map(({ strategy, disagreement }) => `${strategy}: ${disagreement}`).join(', ');
  const text = `Calibration by ${counted(images, 'power cut')} on ${where}: ${told}${note === '' ? '' : `; ${note}`}.`;
  return wrap(plainText(text), columns - 2).map((line) => ` ${line}`);
}

/** Outside the grade. */
function besideLine({ verdict, summary }: Finding, columns: number, ink: Paint): string {
  const text = `${verdictMark(verdict)} beside it, fsync-failed: ${summary}`;
  const line = `   ${truncate(plainText(text), columns - 3)}`;
  return verdict === 'pass' ? ink.dim(line) : ink.as(verdict, line);
}

// Durability on a terminal: each strategy's rung on the ladder, what was judged, and for those that stopped
// short why, with the command that replays the proof.
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import type { Paint } from '../text/paint.js';
import { displayWidth, pad, plainText, truncate, wrap } from '../text/plain-text.js';
import { counted } from '../text/quantity.js';
import { ladderLine, modelLine, replayCommand, whyNotHigher } from './grade-ladder.js';
import { subjectsOf } from './overview.js';

/** Nothing for a run that judged no disk states. */
export function durabilitySection(judged: Judged, columns: number, ink: Paint): string[] {
  const subjects = subjectsOf(judged).filter(({ durability }) => durability !== null);
  if (subjects.length === 0) return [];
  const nameWidth = Math.max(...subjects.map(({ id }) => displayWidth(nameOf(id))));
  return [
    ink.bold('What survives a loss of power'),
    ...subjects.flatMap((strategy) => strategyLines(strategy, { columns, nameWidth }, ink)),
  ];
}

const nameOf = (id: string): string => truncate(plainText(id), 20);

function strategyLines(
  { id, durability, crashEvidence }: JudgedStrategy,
  { columns, nameWidth }: { columns: number; nameWidth: number },
  ink: Paint,
): string[] {
  if (durability === null) return [];
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
    ...(next === undefined
      ? []
      : wrap(plainText(`${modelLine(next)}${sentence}`), columns - 3).map(
          (line) => `   ${ink.as(next.verdict, line)}`,
        )),
    // A command is copied: it is never cut.
    ...(why === null ? [] : [ink.dim(`   ${plainText(replayCommand(why.file))}`)]),
  ];
}

// Durability on a terminal: each strategy's rung on the ladder, what was judged, and for those that stopped
// short why, with the command that replays the proof.
import type { Judged, JudgedStrategy } from '../results/judged.js';
import { ladderLine, modelLine, replayCommand, whyNotHigher } from './grade-ladder.js';
import { subjectsOf } from './overview.js';
import type { Paint } from './paint.js';
import { plainText, truncate, wrap } from './plain-text.js';

/** Nothing for a run that judged no disk states. */
export function durabilitySection(judged: Judged, columns: number, ink: Paint): string[] {
  const lines = subjectsOf(judged).flatMap((strategy) => told(strategy, columns, ink));
  return lines.length === 0 ? [] : [ink.bold('What survives a loss of power'), ...lines];
}

function told({ id, durability }: JudgedStrategy, columns: number, ink: Paint): string[] {
  if (durability === null) return [];
  const why = whyNotHigher(durability);
  const worst = durability.models.find(({ verdict }) => verdict !== 'pass');
  const name = truncate(plainText(id), 30);
  return [
    ` ${name}: ${ink.bold(ladderLine(durability.grade))}`,
    ...durability.models.flatMap((model) =>
      wrap(plainText(modelLine(model)), columns - 4).map((line) =>
        ink.as(model === worst ? model.verdict : 'n/a', `   ${line}`),
      ),
    ),
    ...(why === null
      ? []
      : [
          ...wrap(plainText(`${why.kind}: ${why.sentence}`), columns - 4).map((line) => `   ${line}`),
          // A command is copied: it is never cut.
          ink.dim(`   ${plainText(replayCommand(why.file))}`),
        ]),
  ];
}

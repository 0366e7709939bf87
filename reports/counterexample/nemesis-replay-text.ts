// The replay of a nemesis capsule as text: what was done to the clients, the schedule of events now, and how often
// the recorded failure was seen. Texts of a capsule are stripped first.
import type { NemesisCapsule } from '../../results/capsules/nemesis-capsule.js';
import type { NemesisReplay } from '../../results/verdicts/nemesis-replay.js';
import { indented, plainText, wrap } from '../text/plain-text.js';
import { counted } from '../text/quantity.js';

const linesMax = 200;

export function nemesisReplayText(
  capsule: NemesisCapsule,
  { verdict, reason, recorded, now }: NemesisReplay,
  width: number,
): string {
  const { strategy, environment, plan } = capsule;
  const { writers, writes, readers, events } = plan;
  const where = `${environment.platform}, Node ${environment.node}, ${environment.fileSystem}, Holdfast ${environment.holdfast}`;
  const beside = readers === 0 ? '' : ` and ${counted(readers, 'reader')}`;
  const clients = `${counted(writers, 'writer')} of ${counted(writes, 'write')}${beside}`;
  const lines = (now?.lines ?? capsule.lines).map(plainText);
  const hidden = lines.length - linesMax;
  return [
    `capsule of ${plainText(strategy.id)}: ${recorded} among ${clients} (nemesis, ${counted(events.length, 'event')})`,
    ...indented(`recorded on ${plainText(where)}`, width, 2),
    '',
    now === null ? 'What was recorded:' : 'What happened now, in virtual time:',
    ...lines.slice(0, linesMax).flatMap((line) => indented(line, width, 2)),
    ...(hidden > 0 ? [`  … and ${hidden} more`] : []),
    '',
    ...whyLines(capsule, now).flatMap((line) => wrap(line, width)),
    ...wrap(`Replay: ${verdict}: ${plainText(reason)}.`, width),
  ].join('\n');
}

function whyLines({ sentence }: NemesisCapsule, now: NemesisReplay['now']): string[] {
  if (now === null) return [`Why: ${plainText(sentence)} (as the capsule says).`];
  return now.violations.map((found) => `${found.class}: ${plainText(found.sentence)}.`);
}

// The replay of an interleaving capsule as text: which clients ran, what each did in this schedule now, and
// the outcome beside the recorded one. Texts of a capsule are stripped first.
import type { InterleavingCapsule } from '../../results/capsules/interleaving-capsule.js';
import type { InterleavingReplay } from '../../results/verdicts/interleaving-replay.js';
import type { LaneLine } from '../../results/vocabulary/interleaving-story.js';
import { indented, plainText, wrap } from '../text/plain-text.js';
import { counted } from '../text/quantity.js';
import { renderLanes } from './interleaving-lanes.js';

const laneLinesMax = 200;

export function interleavingReplayText(
  capsule: InterleavingCapsule,
  { verdict, reason, recorded, now }: InterleavingReplay,
  width: number,
): string {
  const { strategy, environment, variant, scope } = capsule;
  const where = `${environment.platform}, Node ${environment.node}, ${environment.fileSystem}, Holdfast ${environment.holdfast}`;
  const preemptions = counted(capsule.preemptions, 'preemption');
  return [
    `capsule of ${plainText(strategy.id)}: ${recorded} among ${clientsOf(capsule)} (${scope}, ${variant}, ${preemptions})`,
    ...indented(`recorded on ${plainText(where)}`, width, 2),
    '',
    now === null ? 'What was recorded:' : 'What happened now:',
    ...laneLines(now === null ? capsule.lanes : now.lanes, width).map((line) => `  ${line}`),
    '',
    ...whyLines(capsule, now).flatMap((line) => wrap(line, width)),
    ...wrap(`Replay: ${verdict}: ${plainText(reason)}.`, width),
  ].join('\n');
}

function clientsOf({ writers, writes, readers }: InterleavingCapsule): string {
  const others = readers === 0 ? '' : ` and ${counted(readers, 'reader')}`;
  return `${counted(writers, 'writer')} of ${counted(writes, 'write')}${others}`;
}

function laneLines(lanes: readonly LaneLine[], width: number): string[] {
  const hidden = lanes.length - laneLinesMax;
  const shown = renderLanes(lanes.slice(0, laneLinesMax), { width: width - 2 });
  return hidden > 0 ? [...shown, `… and ${hidden} more`] : shown;
}

function whyLines({ sentence }: InterleavingCapsule, now: InterleavingReplay['now']): string[] {
  if (now === null) return [`Why: ${plainText(sentence)} (as the capsule says).`];
  return now.violations.map((found) => `${found.class}: ${plainText(found.sentence)}.`);
}

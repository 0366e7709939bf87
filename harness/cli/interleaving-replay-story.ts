// A replayed interleaving as a story: who ran, what they were led through now, and what came of it beside what was
// recorded. Everything from a capsule is made fit to be shown first.
import { renderLanes } from '../../reports/counterexample/interleaving-lanes.js';
import { plainText } from '../../reports/text/plain-text.js';
import type { InterleavingCapsule } from '../../results/capsules/interleaving-capsule.js';
import type { LaneLine } from '../../results/vocabulary/interleaving-story.js';
import type { InterleavingReplay } from '../interleavings/replay-interleaving.js';
import type { Output } from './io.js';
import { wrap } from './paragraph.js';

const laneLinesMax = 200;

export function interleavingReplayStory(
  capsule: InterleavingCapsule,
  { verdict, reason, recorded, now }: InterleavingReplay,
  output: Output,
): string {
  const width = Math.min(120, output.columns ?? 100);
  const { strategy, environment, variant, scope } = capsule;
  const where = `${environment.platform}, Node ${environment.node}, ${environment.fileSystem}, Holdfast ${environment.holdfast}`;
  const stops = capsule.preemptions === 1 ? '1 preemption' : `${capsule.preemptions} preemptions`;
  return [
    `capsule of ${plainText(strategy.id)}: ${recorded} among ${clientsOf(capsule)} (${scope}, ${variant}, ${stops})`,
    wrap(`recorded on ${plainText(where)}`, width, '  '),
    '',
    now === null ? 'What was recorded:' : 'What happened now:',
    ...laneLines(now === null ? capsule.lanes : now.lanes, width).map((line) => `  ${line}`),
    '',
    ...whyLines(capsule, now).map((line) => wrap(line, width, '')),
    wrap(`Replay: ${verdict}: ${plainText(reason)}.`, width, ''),
  ].join('\n');
}

function clientsOf({ writers, writes, readers }: InterleavingCapsule): string {
  const some = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
  const beside = readers === 0 ? '' : ` and ${some(readers, 'reader')}`;
  return `${some(writers, 'writer')} of ${some(writes, 'write')}${beside}`;
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

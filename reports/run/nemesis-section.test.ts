// Failures under the nemesis in a report: the finding in one sentence, the schedule of events, the command that
// replays it; what needs an edit by hand is told as such, and nothing is said where nothing went wrong.
import { expect, it } from 'vitest';
import { judgedRun } from '../../results/testing/judged-fixture.js';
import type { NemesisEvidence } from '../../results/verdicts/judged.js';
import markdownReporter from './markdown.js';

const robbed: NemesisEvidence = {
  class: 'lost-update',
  cause: 'pauses',
  plans: 2,
  seen: 3,
  tries: 3,
  eventsBefore: 4,
  events: 1,
  sentence: 'Client 2 stood still for 30 s. Two writes that both started from rev 4 took effect as rev 5',
  lines: ['+   0.034 s  P2  stands still for 30 s', '+  10.069 s  P1  write acknowledged: rev 5'],
  file: 'capsules/flock.nemesis.pauses.lost-update.json',
};

function reportOf(nemesis: NemesisEvidence[]): string {
  const judged = judgedRun();
  for (const strategy of judged.strategies) if (strategy.id === 'flock') strategy.nemesis = nemesis;
  return markdownReporter.render(judged, { color: false, width: 100 });
}

it('is one sentence, the schedule of events, and the command that replays it', () => {
  const text = reportOf([robbed]);
  expect(text).toContain('flock under the nemesis');
  expect(text.replace(/\s+/g, ' ')).toContain(
    '**lost-update, by 1 event, shrunk from 4**: Client 2 stood still for 30 s. Two writes that both started from rev 4 took effect as rev 5. Seen 3 of 3 times',
  );
  expect(text).toContain('+  10.069 s  P1  write acknowledged: rev 5');
  expect(text).toContain('holdfast replay capsules/flock.nemesis.pauses.lost-update.json');
});

it('tells what needs an edit by hand, and says that it is not judged', () => {
  const text = reportOf([{ ...robbed, cause: 'outside', file: null }]);
  expect(text.replace(/\s+/g, ' ')).toContain('told, not judged');
  expect(text).not.toContain('holdfast replay capsules/flock.nemesis');
});

it('is left out where nothing went wrong', () => {
  expect(reportOf([])).not.toContain('nemesis');
});

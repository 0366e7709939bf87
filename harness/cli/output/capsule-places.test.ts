// Where capsules are said to lie depends on who reads: files of a run are told as they can be typed from here.
import { expect, test } from 'vitest';
import { judgedRun } from '../../../results/testing/judged-fixture.js';
import { withPlaces } from './capsule-places.js';

const crashFile = 'm03.document-present.ordered.lost-acknowledged-write.json';
const scheduleFile = 'm03.threads.plain.lost-update.json';

function filesIn(dir: string, cwd: string): (string | null | undefined)[] {
  const judged = judgedRun();
  const before = structuredClone(judged);
  const placed = withPlaces(judged, dir, cwd).strategies.find(({ id }) => id === 'm03');
  expect(judged).toEqual(before);
  return [
    placed?.crashEvidence?.capsules[0]?.file,
    placed?.interleavings.flatMap(({ variants }) => variants).flatMap(({ violations }) => violations)[0]
      ?.file,
  ];
}

test.each([
  ['/home/me/runs/a', '/home/me', 'runs/a/capsules'],
  ['/home/me/runs/a', '/home/me/runs/a', 'capsules'],
  ['/srv/runs/a', '/home/me', '/srv/runs/a/capsules'],
])('of %s, seen from %s, in %s', (dir, cwd, folder) => {
  expect(filesIn(dir, cwd)).toEqual([`${folder}/${crashFile}`, `${folder}/${scheduleFile}`]);
});

test('one that was not stored has no place', () => {
  const judged = judgedRun();
  for (const { variants } of judged.strategies.flatMap(({ interleavings }) => interleavings)) {
    for (const violation of variants.flatMap(({ violations }) => violations)) violation.file = null;
  }
  const files = withPlaces(judged, '/a', '/b').strategies.flatMap(({ interleavings }) =>
    interleavings.flatMap(({ variants }) => variants.flatMap(({ violations }) => violations)),
  );
  expect(new Set(files.map(({ file }) => file))).toEqual(new Set([null]));
});

// Notes of mounts and loop devices: what is torn or foreign is left out, and nothing outside of the run's
// directory can be noted. Nothing is mounted here; mounts.real.test.ts does that.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseMountPoints } from './mount-points.js';
import { memoryPlace } from './testing/memory-place.js';
import { parseNotes, undoEverything, undoListIn } from './undo-list.js';

const run = '/place/run-1';

test.each<[string, string, number]>([
  ['nothing', '', 0],
  ['a mount', '{"undo":"mount","path":"/place/run-1/mounts/a"}\n', 1],
  ['a device', '{"undo":"loop-device","image":"/place/run-1/image"}\n', 1],
  ['a torn line after a whole one', '{"undo":"mount","path":"/place/run-1/a"}\n{"undo":"mou', 1],
  ['a mount of others', '{"undo":"mount","path":"/home"}\n', 0],
  ['the run itself', '{"undo":"mount","path":"/place/run-1"}\n', 0],
  ['a directory with the same beginning', '{"undo":"mount","path":"/place/run-10/a"}\n', 0],
  ['a way out', '{"undo":"mount","path":"/place/run-1/../../home"}\n', 0],
  ['another kind', '{"undo":"file","path":"/place/run-1/a"}\n', 0],
  ['no object', 'null\n', 0],
])('%s', (_name, text, count) => {
  expect(parseNotes(text, run)).toHaveLength(count);
});

test('what is noted is on disk at once; what lies elsewhere is refused', () => {
  const directory = mkdtempSync(join(memoryPlace, 'holdfast-undo-'));
  try {
    const list = undoListIn(directory);
    list.willMount(join(directory, 'a b'));
    list.willAttach(join(directory, 'image'));
    const [name = ''] = readdirSync(directory);
    const notes = parseNotes(readFileSync(join(directory, name), 'utf8'), directory);
    expect(notes.map(({ undo }) => undo)).toEqual(['mount', 'loop-device']);
    expect(() => list.willMount('/home')).toThrow('is not below');
    // Noted and never made: undoing it is nothing.
    undoEverything(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('mount points with spaces, in the order of the table', () => {
  const table = [
    '21 1 8:1 / / rw - ext4 /dev/sda1 rw',
    String.raw`22 21 0:5 / /mnt/a\040b rw - tmpfs none rw`,
  ].join('\n');
  expect(parseMountPoints(table)).toEqual(['/', '/mnt/a b']);
  expect(parseMountPoints('')).toEqual([]);
});

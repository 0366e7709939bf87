// Paths become names below the schedule's directory, by whichever way the directory was named.
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ScheduleNames } from '../../names/schedule-names.js';
import { SchedulePaths } from './schedule-paths.js';

const top = fs.mkdtempSync(join(tmpdir(), 'holdfast-paths-'));
fs.mkdirSync(join(top, 'real'));
fs.symlinkSync('real', join(top, 'link'));
afterAll(() => fs.rmSync(top, { recursive: true }));

const pathsIn = (named: string): SchedulePaths =>
  new SchedulePaths(
    join(top, named),
    new ScheduleNames({ client: 0, identityText: (name) => name.replace('4711', 'P1'), fresh: [] }),
  );

it('names are relative, by whichever way the directory was named', () => {
  for (const named of ['real', 'link']) {
    const paths = pathsIn(named);
    expect(paths.nameOf(join(top, named))).toBe('.');
    expect(paths.nameOf(join(top, named, 'a'))).toBe('a');
    expect(paths.nameOf(`${join(top, named)}//b/../a/`)).toBe('a');
    expect(paths.nameOf(join(top, 'real', 'd/x.4711'))).toBe('d/x.P1');
    expect(paths.nameOf(join(top, 'realistic'))).toBeNull();
    expect(paths.nameOf(top)).toBeNull();
  }
});

it('what a link says, and a path elsewhere, has a text for labels', () => {
  const paths = pathsIn('real');
  expect(paths.textOf('4711-x')).toBe('P1-x');
  expect(paths.textOf(join(top, 'real', 'a.4711'))).toBe('a.P1');
  expect(paths.textOf('/elsewhere/4711')).toBe('/elsewhere/P1');
});

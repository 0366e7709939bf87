// What a killed harness has tried a directory out with is removed, and nothing else.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { probeFile, sweepProbeFiles } from './probe-files.js';
import { memoryPlace } from './testing/memory-place.js';

const dir = mkdtempSync(join(memoryPlace, 'holdfast-probes-'));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('those of the dead and the old go, those of the living and files of others stay', () => {
  const put = (name: string, ageMs = 0): string => {
    writeFileSync(join(dir, name), '');
    const then = (Date.now() - ageMs) / 1000;
    utimesSync(join(dir, name), then, then);
    return name;
  };
  const dead = 2 ** 22 + 1;
  for (const name of [`probe-${dead}-ab12`, `fsync-${dead}-ab12`, `syncs-${dead}-ab12-next`])
    put(`.holdfast-${name}`);
  // As earlier versions named them.
  put('.holdfast-probe-5b0e1f7c-6d1e-4a3f-9d0b-0a1b2c3d4e5f', 120_000);
  put(`.holdfast-probe-${process.pid}`, 120_000);
  const kept = [
    put(basename(probeFile(dir, 'probe'))),
    put('.holdfast-probe-5b0e1f7c-6d1e-4a3f-9d0b-0a1b2c3d4e60'),
    put('.holdfast-probe-notes.txt', 120_000),
    put('holdfast-probe-1', 120_000),
  ];
  mkdirSync(join(dir, `.holdfast-fsync-${dead}-cd34`));
  sweepProbeFiles(dir);
  expect(new Set(readdirSync(dir))).toEqual(new Set([...kept, `.holdfast-fsync-${dead}-cd34`]));
  sweepProbeFiles(join(dir, 'nowhere'));
});

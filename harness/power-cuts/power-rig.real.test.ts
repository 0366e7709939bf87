// Power cuts on a real ext4: what must fail fails, a correct strategy does not, and a strategy that relies on
// auto_da_alloc falls. Needs root, loop devices, FUSE and nbdfuse; skipped without.
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryPlace } from '../processes/testing/memory-place.js';
import type * as workDirectory from '../processes/work-directory.js';
import type * as rig from './power-rig.js';
import type * as fileSystems from './rig/block-file-systems.js';
import type * as needs from './what-is-missing.js';

const built = (file: string): string => new URL(`../../dist/harness/${file}`, import.meta.url).href;
const { runRig }: typeof rig = await import(built('power-cuts/power-rig.js'));
const { mutantOf }: typeof fileSystems = await import(built('power-cuts/rig/block-file-systems.js'));
const { missingForPowerCuts }: typeof needs = await import(built('power-cuts/what-is-missing.js'));
const { withWorkDirectory }: typeof workDirectory = await import(built('processes/work-directory.js'));

const ext4 = { type: 'ext4', mountedWith: '' } as const;
const withoutBarriers = mutantOf(ext4) ?? ext4;

let dir: string;
beforeAll(() => {
  dir = fs.mkdtempSync(path.join(memoryPlace, 'holdfast-power-'));
});
afterAll(() => fs.rmSync(dir, { recursive: true }));

const cut = (strategy: string, fileSystem: typeof withoutBarriers, imagesMax: number) =>
  withWorkDirectory(path.join(dir, strategy), (work) =>
    runRig(
      work,
      { strategy, fileSystem, documentBytes: 1200, imagesMax, seed: 2 },
      () => {},
      new AbortController().signal,
    ),
  );

describe.skipIf(missingForPowerCuts(ext4).length > 0)('ext4', () => {
  test('a correct strategy loses nothing, and everything without barriers', async () => {
    const sound = await cut('no-lock', ext4, 30);
    expect(sound).toMatchObject({ distrust: null, failures: [], unmountable: 0, mutant: false });
    expect(sound.acknowledged).toBeGreaterThan(0);
    expect(sound.flushes).toBeGreaterThan(0);
    expect(sound.followUps.tried).toBeGreaterThan(0);
    expect(sound.classes.reduce((sum, { images }) => sum + images, 0)).toBe(30);
    const mutant = await cut('no-lock', withoutBarriers, 20);
    expect(mutant.mutant).toBe(true);
    expect(mutant.options).toContain('nobarrier');
    expect(mutant.failures).not.toEqual([]);
  });

  test('one that syncs no file that replaces another falls', async () => {
    const found = await cut('unsynced-replacement', ext4, 30);
    expect(found.failures.map(({ kind }) => kind)).toContain('torn-document');
    expect(found.example?.sentence).toContain('a torn document was there');
  });

  test('nothing is left behind', () => {
    const mounts = fs.readFileSync('/proc/self/mountinfo', 'utf8');
    expect(mounts).not.toContain(dir);
    const devices = fs
      .readdirSync('/sys/block')
      .filter((name) => fs.existsSync(`/sys/block/${name}/loop/backing_file`));
    const behind = devices.map((name) => fs.readFileSync(`/sys/block/${name}/loop/backing_file`, 'utf8'));
    expect(behind.filter((file) => file.startsWith(dir))).toEqual([]);
  });
});

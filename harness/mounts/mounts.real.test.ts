// Real mounts, where this user may make them: each serves files, and leaves no mount, device or process behind,
// whether its maker leaves it, forgets it, or is killed.
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mountPoints } from '../processes/mount-points.js';
import { isAlive } from '../processes/process-liveness.js';
import { loopDevicesOf } from '../processes/undo-list.js';
import { withWorkDirectory } from '../processes/work-directory.js';
import { missingPieces, thisMachine } from './missing-pieces.js';
import type { MountKind } from './mount-kind.js';
import { mountKinds } from './mount-registry.js';
import { MountSite } from './mount-site.js';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'holdfast-mounts-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const kindOf = (id: string): MountKind => {
  const kind = mountKinds.find((one) => one.id === id);
  if (kind === undefined) throw new Error(`no kind ${id}`);
  return kind;
};
const canMake = (id: string) => missingPieces(kindOf(id).needs, thisMachine()).length === 0;
const mountedBelow = (path: string) => mountPoints().filter((one) => one.startsWith(`${path}/`));

for (const id of ['tmpfs', 'ext4', 'bindfs', 'single-file']) {
  test.runIf(canMake(id))(`${id}: serves files, and leaves nothing`, async () => {
    const place = join(dir, id);
    await withWorkDirectory(place, async (work) => {
      const site = new MountSite(work, id);
      const made = await kindOf(id).make(site);
      expect(mountedBelow(work.path)).toHaveLength(1);
      if (kindOf(id).holds === 'file') {
        writeFileSync(`${made.path}.next`, 'x');
        expect(() => renameSync(`${made.path}.next`, made.path)).toThrow('EBUSY');
      } else {
        writeFileSync(join(made.path, 'a'), 'x');
        expect(readFileSync(join(made.path, 'a'), 'utf8')).toBe('x');
      }
      expect(await site.leave()).toEqual([]);
      expect(mountedBelow(work.path)).toEqual([]);
      expect(loopDevicesOf(join(site.path, 'image'))).toEqual([]);
    });
    expect(existsSync(place)).toBe(false);
  });
}

test.runIf(canMake('ext4'))('a site that nobody left is undone with its run', async () => {
  let image = '';
  await withWorkDirectory(join(dir, 'forgotten'), async (work) => {
    const site = new MountSite(work, 'one');
    image = join(site.path, 'image');
    await kindOf('ext4').make(site);
    expect(loopDevicesOf(image)).toHaveLength(1);
  });
  expect(loopDevicesOf(image)).toEqual([]);
  expect(mountedBelow(dir)).toEqual([]);
});

/** Makes mount after mount, for ever. The reaper is of no help: it is killed as well. */
const victim = (place: string): string => {
  const url = (path: string) => pathToFileURL(join(import.meta.dirname, '../../dist/harness', path)).href;
  return `
    import { openWorkDirectory } from ${JSON.stringify(url('processes/work-directory.js'))};
    import { mountKinds } from ${JSON.stringify(url('mounts/mount-registry.js'))};
    import { MountSite } from ${JSON.stringify(url('mounts/mount-site.js'))};
    const work = await openWorkDirectory(${JSON.stringify(place)});
    for (let round = 0; ; round++) {
      for (const id of ['ext4', 'bindfs', 'tmpfs']) {
        await mountKinds.find((kind) => kind.id === id).make(new MountSite(work, id + round));
        process.stdout.write(id);
      }
    }`;
};

test.runIf(canMake('ext4') && canMake('bindfs')).each([0, 40, 150, 400])(
  'killed by SIGKILL %d ms after its first mount, it leaves nothing after the next start',
  async (ms) => {
    const place = join(dir, `killed-${ms}`);
    const child = spawn(process.execPath, ['--input-type=module', '-e', victim(place)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, ms));
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    const [run = ''] = readdirSync(place).filter((name) => name.startsWith('run-'));
    const mounts = join(place, run, 'mounts');
    const images = readdirSync(mounts).map((name) => join(mounts, name, 'image'));
    const pids = readdirSync(join(place, run, 'pids')).map((name) => Number(name.split('.')[0]));
    expect(mountedBelow(place).length).toBeGreaterThan(0);
    const swept = await withWorkDirectory(place, async (work) => work.swept);
    expect(swept.warnings).toEqual([]);
    expect(swept.removed).toHaveLength(1);
    expect(mountedBelow(place)).toEqual([]);
    expect(images.flatMap(loopDevicesOf)).toEqual([]);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(place)).toBe(false);
  },
);

// Copies of the built program in which something is missing or no longer broken: without its native addons it
// still judges what needs none, and with a canary that has been mended it no longer believes its own passes.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { judgedIn, rowOf, Workbench } from './workbench.js';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const benches: Workbench[] = [];

afterAll(() => {
  for (const bench of benches) bench.remove();
});

function installation(missing: readonly string[] = []): { bench: Workbench; root: string } {
  const home = new Workbench();
  const root = home.path('copy');
  for (const part of ['package.json', 'dist']) {
    fs.cpSync(path.join(repository, part), path.join(root, part), { recursive: true });
  }
  const packages = fs.realpathSync(path.join(repository, 'node_modules'));
  fs.mkdirSync(path.join(root, 'node_modules'));
  for (const name of fs.readdirSync(packages).filter((one) => !missing.includes(one))) {
    fs.symlinkSync(path.join(packages, name), path.join(root, 'node_modules', name), 'junction');
  }
  const bench = new Workbench({ root });
  benches.push(home, bench);
  return { bench, root };
}

test.concurrent('without addons and libraries of others: what needs them is N/A with a remedy, the rest is judged', async () => {
  const { bench } = installation(['fs-ext', 'fs-native-extensions', 'steno']);
  const selected = ['--strategy', 'lockfile,flock,fcntl,ofd,steno', '--scenario', 'round-trip,conflict'];
  const ending = await bench.run('run', '--profile', 'quick', '--json', ...selected);
  const judged = judgedIn(ending);
  const rows = judged.strategies.map(({ id, decision }) => [id, decision]);
  expect(Object.fromEntries(rows)).toMatchObject({ flock: 'N/A', fcntl: 'N/A', ofd: 'N/A' });
  expect(judged.strategies.find(({ id }) => id === 'steno')?.availability).toEqual({
    available: false,
    reason: 'steno is not installed',
    remedy: 'npm install steno',
  });
  for (const { availability } of judged.strategies.filter(({ decision }) => decision === 'N/A')) {
    expect(availability).toMatchObject({ available: false, remedy: expect.stringContaining('npm install') });
  }
  expect(rowOf(judged, 'lockfile').findings.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  expect(judged.canaries.map(({ caught }) => caught)).toEqual([true, true]);
  expect(judged.platform.addons.map(({ loaded }) => loaded)).toEqual([false, false]);
  expect(ending.code).toBe(3);
});

test.concurrent('with a mended canary: passes of its scenario are unknown, failures stand, the exit code is 3', async () => {
  const { bench, root } = installation();
  const mended = `import sound from '../no-lock.js';\nexport default { ...sound, id: 'accept-stale', role: 'canary' };\n`;
  fs.writeFileSync(path.join(root, 'dist', 'strategies', 'canaries', 'accept-stale.js'), mended);
  const selected = ['--strategy', 'lockfile', '--scenario', 'round-trip,conflict'];
  const ending = await bench.run('run', '--profile', 'quick', '--json', ...selected);
  const judged = judgedIn(ending);
  expect(judged.canaries.map(({ id, caught }) => [id, caught])).toEqual([
    ['drop-unknown', true],
    ['accept-stale', false],
  ]);
  for (const { scenario, verdict, summary } of rowOf(judged, 'lockfile').findings) {
    expect(verdict).toBe(scenario === 'conflict' ? 'unknown' : 'pass');
    if (scenario === 'conflict') expect(summary).toContain('the canary accept-stale was not caught');
  }
  expect(judged.warnings.join()).toContain('canary accept-stale was not caught by conflict');
  expect(ending.code).toBe(3);
});

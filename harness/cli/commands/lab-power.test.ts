// holdfast lab power, driven in-process: what is asked for, errors of selection, and exit codes. Results are
// scripted.
import { afterEach, expect, test } from 'vitest';
import { powerCutSession } from '../../../results/testing/power-cut-fixture.js';
import type { PowerCutSession, PowerCuts } from '../../../results/verdicts/power-cuts.js';
import type { PowerCutOrder } from '../../run/cut-power-here.js';
import { CliBench } from '../testing/cli-bench.js';

const benches: CliBench[] = [];
afterEach(() => {
  for (const bench of benches.splice(0)) bench.remove();
});

const session = powerCutSession({ strategy: 'flock' });
const failed: Partial<PowerCutSession> = {
  classes: [{ class: 'prefix', images: 10, failed: 2 }],
  failures: [{ kind: 'lost-acknowledged-write', images: 2 }],
  example: {
    kind: 'lost-acknowledged-write',
    class: 'prefix',
    variant: 'document-present',
    sentence: 'rev 3 was acknowledged; rev 2 was there',
  },
};
const mutant: PowerCutSession = {
  ...session,
  ...failed,
  strategy: 'no-lock',
  mountedWith: 'barrier=0',
  mutant: true,
};

function lab(argv: string[], found: Partial<PowerCuts> = {}) {
  const orders: PowerCutOrder[] = [];
  const bench = new CliBench({
    cutPower: (order) => {
      orders.push(order);
      return Promise.resolve({
        kind: 'power-cuts',
        schemaVersion: 1,
        holdfast: '0.1.0',
        platform: { id: 'linux-x64', kernel: '6.18.0', node: 'v20.20.2' },
        sessions: [mutant, session],
        skipped: [],
        ...found,
      });
    },
  });
  benches.push(bench);
  return bench.run('lab', 'power', ...argv).then((result) => ({ ...result, order: orders[0] }));
}

test('no false GO', async () => {
  const { code, out, order } = await lab(['-s', 'flock', '--seed', '4', '--images', '10']);
  expect(code).toBe(0);
  expect(out).toMatch(/^flock +ext4 +weakest +0 lost +10 +✓ agree$/m);
  expect(out).toContain('✓ No false GO in 20 images; what must fail failed.');
  expect(order).toMatchObject({
    strategies: [{ id: 'flock', reference: 'flock' }],
    fileSystems: [{ type: 'ext4' }, { type: 'xfs' }, { type: 'btrfs' }],
    imagesMax: 10,
    seed: 4,
    out: null,
  });
});

test('a false GO is exit code 1, with an example', async () => {
  const { code, out } = await lab([], { sessions: [mutant, { ...session, ...failed }] });
  expect(code).toBe(1);
  expect(out).toContain('✗ flock on ext4: 2 of 10 images broke a promise that the models say is kept.');
  expect(out).toContain('rev 3 was acknowledged; rev 2 was there');
});

test('nothing that could be run is exit code 3, with what is missing', async () => {
  const skipped = [{ what: 'xfs', reason: 'nbdfuse is missing: apt install libnbd-bin' }];
  const { code, out } = await lab(['--file-system', 'xfs'], { sessions: [], skipped });
  expect(code).toBe(3);
  expect(out).toContain('– xfs was left out: nbdfuse is missing: apt install libnbd-bin');
  expect(out).toContain('? Nothing is concluded');
});

test('mount options stand after a colon', async () => {
  const { order } = await lab(['--file-system', 'ext4:noauto_da_alloc,xfs']);
  expect(order?.fileSystems).toEqual([
    { type: 'ext4', mountedWith: 'noauto_da_alloc' },
    { type: 'xfs', mountedWith: '' },
  ]);
});

test.each([
  ['a file system', ['--file-system', 'ext5'], 'did you mean ext4?'],
  ['a number of images', ['--images', '0'], 'give a whole number'],
  ['a strategy', ['-s', 'flok'], 'did you mean flock'],
])('%s that is none is a usage error', async (_name, argv, remedy) => {
  const { code, out, err } = await lab(argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(remedy);
});

test('JSON has the sessions and the rows', async () => {
  const { out } = await lab(['--json']);
  expect(JSON.parse(out)).toMatchObject({
    kind: 'power-cuts',
    sessions: [{}, {}],
    rows: [{}, { agreement: 'agrees' }],
  });
});

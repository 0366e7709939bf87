// holdfast lab, driven in-process: lists, selections and their errors. Platforms are scripted.
import { afterEach, expect, test } from 'vitest';
import { CliBench } from '../testing/cli-bench.js';

const benches: CliBench[] = [];
afterEach(() => {
  for (const bench of benches.splice(0)) bench.remove();
});

function lab(...argv: string[]) {
  const bench = new CliBench();
  benches.push(bench);
  return bench.run('lab', ...argv);
}

test('a list has every platform, with what is missing and what brings it', async () => {
  const { code, out, err } = await lab('--list');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^tmpfs +in memory +yes$/m);
  expect(out).toMatch(/^xfs +xfs +no +loop devices need root; mkfs.xfs is missing: apt install xfsprogs$/m);
});

test('a list can be of some, and JSON', async () => {
  const { out } = await lab('--list', '--only', 't*', '--json');
  expect(JSON.parse(out)).toEqual({ platforms: [{ id: 'tmpfs', title: 'in memory', missing: [] }] });
});

test('a platform that is not known is a usage error with a suggestion', async () => {
  const { code, out, err } = await lab('--list', '--only', 'tmpsf');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('did you mean tmpfs?');
});

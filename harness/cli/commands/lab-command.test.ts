// holdfast lab, driven in-process: lists, selections and their errors, the page and the exit code. Platforms are
// scripted.
import { afterEach, expect, test } from 'vitest';
import { CliBench } from '../testing/cli-bench.js';

const benches: CliBench[] = [];
afterEach(() => {
  for (const bench of benches.splice(0)) bench.remove();
});

function newBench(): CliBench {
  const bench = new CliBench();
  benches.push(bench);
  return bench;
}
const lab = (...argv: string[]) => newBench().run('lab', ...argv);

test('a list has every platform, with what is missing and what brings it', async () => {
  const { code, out, err } = await lab('--list');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^tmpfs +in memory +yes$/m);
  expect(out).toMatch(/^xfs +xfs +no +loop devices need root; mkfs.xfs is missing: apt install xfsprogs$/m);
});

test('a list can be of some, and JSON', async () => {
  const { out } = await lab('--list', '--only', 't*', '--json');
  expect(JSON.parse(out)).toEqual({
    platforms: [{ id: 'tmpfs', title: 'in memory', small: true, missing: [] }],
  });
});

test('versions of Node are platforms, each once', async () => {
  const { out } = await lab('--list', '--node', '22,24', '--node', '22', '--only', 'node-*', '--json');
  expect(JSON.parse(out).platforms.map(({ id }: { id: string }) => id)).toEqual(['node-22', 'node-24']);
});

test('a platform that is not known is a usage error with a suggestion', async () => {
  const { code, out, err } = await lab('--list', '--only', 'tmpsf');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('did you mean tmpfs?');
});

test('a lab tells its progress, stores its page, and ends with what is worst', async () => {
  const bench = newBench();
  const { code, out, err } = await bench.run('lab', '-s', 'flock', '--seed', '7', '--out', 'lab');
  expect(code).toBe(3);
  expect(err).toContain('[1/2] tmpfs: nothing could be run: it is full (1 s');
  expect(err).toContain('[2/2] xfs: not made: loop devices need root; mkfs.xfs is missing');
  expect(out).toContain('lab: 2 platforms · profile quick · policy m03 · seed 7');
  expect(out).toContain('tmpfs: it is full.');
  expect(bench.read('lab', 'lab.md')).toContain('- tmpfs: it is full.');
  expect(bench.idle).toBe(true);
});

test.each<[string[], number]>([
  [['--small'], 3],
  [['--fail-on', 'never'], 0],
  [['--only', 'xfs'], 0],
])('%j ends with %d', async (argv, expected) => {
  const { code, out } = await lab('-s', 'flock', '--json', '-q', ...argv);
  expect(code).toBe(expected);
  const { wanted, decisions } = JSON.parse(out);
  expect({ small: wanted.includes('xfs'), decisions }).toEqual({
    small: argv[0] !== '--small',
    decisions: [],
  });
});

test.each<[string[], string]>([
  [['--dir', 'one', '--out', 'one'], "can't share one directory"],
  [['--fail-on', 'always'], '"always" is not a value of --fail-on'],
  [['-s', 'flokc'], 'did you mean flock?'],
  [['--node', '18'], '"18" is not a version of Node that can run this'],
  [['--node', 'latest'], '"latest" is not a version of Node'],
  [['-p', 'quik'], '"quik" is not a value of --profile'],
])('%j is refused before anything is made', async (argv, complaint) => {
  const { code, out, err } = await lab('-s', 'flock', ...argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(complaint);
});

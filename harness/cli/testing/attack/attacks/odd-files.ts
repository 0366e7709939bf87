// Something that is no file, is endless, or unfolds without end stands where a file is to be read: the command
// refuses it in bounded time, with one of its exit codes and no stack.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Attack, oneOf } from '../attack.js';
import { finished } from '../small-run.js';
import { sampleFiles, storeSample } from '../stored-sample.js';

const things: Record<string, (path: string) => void> = {
  'a FIFO': (path) => execFileSync('mkfifo', [path]),
  '/dev/zero': (path) => symlinkSync('/dev/zero', path),
  'a directory': (path) => mkdirSync(path),
  'a link to itself': (path) => symlinkSync(path, path),
  'line breaks, gzipped': (path) => writeFileSync(`${path}.gz`, gzipSync(Buffer.alloc(2 ** 26, '\n'))),
  'zeroes, gzipped': (path) => writeFileSync(`${path}.gz`, gzipSync(Buffer.alloc(2 ** 28))),
  brackets: (path) => writeFileSync(path, '['.repeat(2 ** 22)),
};

export const oddFiles: Attack = {
  id: 'odd-files',
  title: 'FIFOs, devices, bombs in the place of a file: refused in bounded time',
  startsPrograms: true,
  unavailable: () => (process.platform === 'win32' ? 'there are no FIFOs on Windows' : null),
  async run({ random, bench }) {
    const [thing, put] = oneOf(random, Object.entries(things));
    await storeSample(bench.path('run'), { integer: (_min, max) => max });
    const place = oneOf(random, [
      ...sampleFiles.map((name) => `run/${name}`),
      'capsule.json',
      'holdfast.config.json',
      'odd.config.mjs',
    ]);
    rmSync(bench.path(place), { force: true });
    put(bench.path(place));
    const { code, err } = await finished(bench.start(commandFor(place)));
    const where = `${thing} as ${place}`;
    if (err.includes('    at ')) return `${where}: a stack was told: ${err.slice(0, 1000)}`;
    // A judged.json that can't be read is judged again from the facts; a gzip beside nothing is nothing.
    const accepted = place === 'run/judged.json' || (thing.includes('gzipped') && !place.includes('cases/'));
    if (code === 2 || (accepted && (code === 0 || code === 3))) return null;
    return `${where}: it ended with ${code}: ${err.slice(0, 500)}`;
  },
};

function commandFor(place: string): string[] {
  if (place === 'run/judged.json') return ['report', 'run'];
  if (place.startsWith('run/')) return ['judge', 'run'];
  if (place === 'capsule.json') return ['replay', place];
  return [
    'run',
    '--strategy',
    'no-lock',
    '--scenario',
    'round-trip',
    '--config',
    place,
    '--max-time',
    '1ms',
    '--profile',
    'quick',
  ];
}

// Files in the place of a run's that are none: each is refused at once, whatever it is, and none is held in
// memory as a whole. POSIX, because of the FIFO and the endless device.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unzipCases } from '../testing/plain-cases.js';
import { caseOf, runOf } from '../testing/run-fixture.js';
import { readJudged, readRun, storeRun } from './archive.js';
import { linesOf } from './case-lines.js';

let dir = '';
const file = 'cases/flock.mixed.threads.jsonl';

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'holdfast-hostile-'));
  await storePlain(join(dir, 'run'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function storePlain(run: string): Promise<void> {
  await storeRun(run, runOf([caseOf('flock', 'mixed', 'threads')]));
  unzipCases(run);
}

const fifo = (path: string) => execFileSync('mkfifo', [path]);
const zeroes = (path: string) => symlinkSync('/dev/zero', path);
const folder = (path: string) => execFileSync('mkdir', [path]);

async function refusal(action: Promise<unknown>): Promise<unknown> {
  return action.then(
    () => 'accepted',
    (error: unknown) => error,
  );
}

describe.skipIf(process.platform === 'win32')('in the place of', () => {
  const places: [what: string, put: (path: string) => void][] = [
    ['a FIFO', fifo],
    ['an endless device', zeroes],
    ['a directory', folder],
  ];
  it.each(places)('each file: %s', async (_what, put) => {
    for (const name of ['run.json', file, 'judged.json']) {
      const run = join(mkdtempSync(join(dir, 'in-')), 'run');
      await storePlain(run);
      rmSync(join(run, name), { force: true });
      put(join(run, name));
      const read = name === 'judged.json' ? readJudged(run) : readRun(run);
      expect(await refusal(read), name).toMatchObject({ name: 'ArchiveError', code: 'MALFORMED' });
    }
  });

  it('a case: bombs of line breaks, alone and behind its own lines', async () => {
    const run = join(dir, 'run');
    const whole = readFileSync(join(run, file));
    rmSync(join(run, file));
    const bomb = Buffer.alloc(2 ** 22, '\n');
    for (const [content, says] of [
      [bomb, 'line 1, is not JSON'],
      [Buffer.concat([whole, bomb]), 'announces 1 facts and holds more'],
      [Buffer.from('['.repeat(2 ** 20)), 'line 1, is not JSON'],
      [Buffer.from(`${'['.repeat(2 ** 20)}${']'.repeat(2 ** 20)}`), 'no schema version'],
    ] as const) {
      writeFileSync(join(run, `${file}.gz`), gzipSync(content));
      expect(String(await refusal(readRun(run)))).toContain(says);
    }
  });
});

describe('the limits of a case file', () => {
  const read = async (bytesMax: number, lineBytesMax: number) => {
    const lines: string[] = [];
    for await (const line of linesOf(join(dir, 'lines.gz'), true, { bytesMax, lineBytesMax }))
      lines.push(line);
    return lines;
  };
  beforeAll(() => writeFileSync(join(dir, 'lines.gz'), gzipSync(`one\n${'größe'.repeat(9)}\n\nlast`)));

  it('lets through what is within them, line by line', async () => {
    expect(await read(1000, 1000)).toEqual(['one', 'größe'.repeat(9), '', 'last']);
  });
  it.each([
    [20, 1000, 'unfolds to more than 20 bytes'],
    [1000, 3, 'a line of it has more than 3 bytes'],
  ])('refuses what is beyond: %i bytes, %i a line', async (bytesMax, lineBytesMax, says) => {
    expect(String(await refusal(read(bytesMax, lineBytesMax)))).toContain(says);
  });
});

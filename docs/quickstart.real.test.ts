// Runs docs/quickstart.md from the top, as a reader would: its example saved, its commands one after another,
// what each prints held against what the page shows of it. The first comes to a GO only on a disk, and where
// there is none it is held against what it must say instead. The others fail anywhere: they run in memory,
// beside it. npm's own commands are left to docs/claims.real.test.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ending, Workbench } from '../harness/cli/e2e/workbench.js';
import { exitCode } from '../harness/cli/exit-code.js';
import { type SyncLimit, syncLimitOf } from '../harness/judge/platform-syncs.js';
import { fileSystemOf } from '../harness/platform/file-system.js';
import { findSyncs } from '../harness/platform/sync-truth.js';
import { memoryPlace } from '../harness/processes/testing/memory-place.js';
import { firstUnlike, shownCommands } from './excerpts.js';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(import.meta.dirname, 'quickstart.md'), 'utf8');
const shown = shownCommands(page).filter(({ command }) => !command.startsWith('npm '));
const argvOf = (command: string) => command.replace(/^npx holdfast /, '').split(' ');

/** In the order of the page. */
const codes = [exitCode.go, exitCode.noGo, 0, exitCode.noGo];

test('takes at most 400 words', () => {
  expect(page.split(/\s+/).filter((word) => word !== '').length).toBeLessThanOrEqual(400);
});

test('every command is shown with what it prints, and is one of holdfast', () => {
  expect(shown).toHaveLength(codes.length);
  expect(shown.filter(({ excerpt }) => excerpt === null)).toEqual([]);
  expect(shown.filter(({ command }) => !command.startsWith('npx holdfast '))).toEqual([]);
});

interface Place {
  directory: string;
  /** null: syncs are passed on there. Else the page's GO can't be had, and this is why. */
  limit: SyncLimit | null;
}

/** The temporary directory, or where that is no disk (it is often in memory), the repository. */
async function findPlace(): Promise<Place> {
  const places: Place[] = [];
  for (const directory of [tmpdir(), root]) {
    const fileSystem = await fileSystemOf(directory);
    const syncs = findSyncs(directory, fileSystem, process.env);
    const place = {
      directory,
      limit: syncLimitOf({ fileSystem: { ...fileSystem, syncs, fsyncNsMedian: null } }),
    };
    if (place.limit === null) return place;
    places.push(place);
  }
  return places[0] ?? { directory: root, limit: null };
}

/** What the first command ends with, where no disk keeps what is synced: not the page's GO, and why. */
function shouldEndAt(limit: SyncLimit): { code: number; excerpt: string } {
  const decision = limit.verdict === 'fail' ? '✗ NO-GO' : '? INCONCLUSIVE';
  const code = limit.verdict === 'fail' ? exitCode.noGo : exitCode.inconclusive;
  return { code, excerpt: `…\nDecision: ${decision}` };
}

// Named pipes are what leads the clients of an exploration.
describe.skipIf(process.platform === 'win32')('run from the top', async () => {
  const { directory, limit } = await findPlace();
  const onDisk = new Workbench({ place: directory });
  const inMemory = new Workbench({ place: memoryPlace });
  const endings: Ending[] = [];

  async function followPage(bench: Workbench, from: number, to: number): Promise<void> {
    for (const [at, { command }] of shown.entries()) {
      if (at >= from && at < to) endings[at] = await bench.run(...argvOf(command));
    }
  }

  beforeAll(async () => {
    const [, name = '', source = ''] = /^```js (\S+)\n(.*?)^```$/ms.exec(page) ?? [];
    writeFileSync(inMemory.path(name), source);
    await Promise.all([followPage(onDisk, 0, 1), followPage(inMemory, 1, shown.length)]);
    // A whole run takes half a minute, and on a busy machine many times as long.
  }, 900_000);
  afterAll(() => {
    onDisk.remove();
    inMemory.remove();
  });

  const wanted = shown.map(({ command, excerpt }, at) => ({ command, excerpt, at, code: codes[at] }));

  test.each(wanted)('$command', ({ excerpt, at, code }) => {
    const { out = '', err = '' } = endings[at] ?? {};
    const isFirst = at === 0 && limit !== null;
    const here = isFirst ? shouldEndAt(limit) : { code, excerpt };
    const unlike = firstUnlike(here.excerpt ?? '', out);
    expect({ code: endings[at]?.code, unlike }, `${out}\n${err}`).toEqual({ code: here.code, unlike: null });
    if (isFirst) expect(out.replace(/\s+/g, ' ')).toContain(limit.reason);
  });
});

// What holdfast explore asks of the search, what it shows meanwhile, and what a wrong command line is told.
import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { CliBench } from '../testing/cli-bench.js';
import { cleanFact } from '../testing/exploration-fixture.js';
import { explore as drive, type ExploreResult } from '../testing/exploring.js';

let bench: CliBench;
afterEach(() => bench.remove());

async function explore(...input: Parameters<typeof drive>): Promise<ExploreResult> {
  const explored = await drive(...input);
  bench = explored.bench;
  return explored;
}

describe('what is asked of the search', () => {
  test('two writers of two writes as processes, every schedule with at most three preemptions', async () => {
    const { asked } = await explore(['m03']);
    expect(asked).toEqual([
      {
        reference: 'm03',
        plans: [
          {
            variant: 'plain',
            writers: 2,
            writes: 2,
            readers: 0,
            search: 'dfs',
            preemptions: 3,
            schedulesMax: 1_000_000,
            msMax: 60_000,
            findAll: false,
          },
        ],
        scope: 'processes',
        seed: 0x3f9a2b7,
        dir: bench.path('.holdfast'),
      },
    ]);
  });

  test('every option reaches it, and variants share the time', async () => {
    const { asked } = await explore(
      'm03 --clients 3 --writes 1 --readers 2 --variant reader,crash --scope threads --search pct --preemptions 4 --seed 7 --schedules 50 --max-time 20s --all --dir here'.split(
        ' ',
      ),
    );
    const shared = {
      writers: 3,
      writes: 1,
      search: 'pct',
      preemptions: 4,
      schedulesMax: 50,
      msMax: 10_000,
      findAll: true,
    };
    expect(asked).toEqual([
      {
        reference: 'm03',
        plans: [
          { ...shared, variant: 'crash', readers: 0 },
          { ...shared, variant: 'reader', readers: 2 },
        ],
        scope: 'threads',
        seed: 7,
        dir: bench.path('here'),
      },
    ]);
  });

  test("a glob takes all variants, and the reader's has a reader", async () => {
    const { asked } = await explore(['m03', '--variant', '*']);
    expect(asked[0]?.plans.map(({ variant, readers }) => [variant, readers])).toEqual([
      ['plain', 0],
      ['stale-lock', 0],
      ['crash', 0],
      ['reader', 1],
      ['stall', 0],
      ['clock-jump', 0],
      ['pause', 0],
    ]);
  });
});

describe('progress', () => {
  test('one live line on a terminal, taken away in the end', async () => {
    const { err } = await explore(['m03'], cleanFact, { tty: { columns: 60 } });
    expect(err).toContain('\r\u001b[Kplain: preemptions 1 · 800 schedules · 400/s · 2 s');
    expect(err.endsWith('\r\u001b[K')).toBe(true);
  });

  test('none under -q', async () => {
    const { err } = await explore(['m03', '-q']);
    expect(err).toBe('');
  });
});

describe('what is refused before anything runs: 2', () => {
  test.each<[string, string, string]>([
    ['m04', 'no strategies match "m04"', 'did you mean m03?'],
    ['flock*', 'an exploration looks at one strategy, not at 2', 'name one of: flock, flock-eager'],
    ['m03 --variant crsh', 'no variants match "crsh"', 'did you mean crash?'],
    ['m03 --scope thread', '"thread" is not a value of --scope', 'did you mean threads?'],
    ['m03 --search bfs', '"bfs" is not a value of --search', 'did you mean dfs?'],
    ['m03 --readers 1', 'the variant plain has no readers', 'add --variant reader'],
    ['m03 --variant reader --readers 0', 'the variant reader needs one', 'give --readers 1'],
    ['m03 --clients 1', 'a single writer has no other client to be interleaved with', 'give --clients 2'],
    ['m03 --clients 1 --variant reader,crash', 'a single writer has no other client', '--variant reader'],
    ['m03 --clients 4', '4 is not from 1 to 3', 'a whole number from 1 to 3: more make'],
    ['m03 --writes 6', '6 is not from 1 to 5', 'a whole number from 1 to 5'],
    ['m03 --writes two', '"two" is not a whole number', 'a whole number from 1 to 5'],
    ['m03 --preemptions 7', '7 is not from 0 to 6', 'three or fewer'],
    ['m03 --search walk --preemptions 2', 'counts no preemptions', 'leave --preemptions out'],
    ['m03 --schedules 0', '0 is not from 1 to 10000000', 'a whole number'],
    ['m03 --max-time 60', '"60" is not a duration', '60s'],
    ['m03 --seed x', '"x" is not a seed', '--seed 42'],
    ['m03 --out .holdfast', "can't share one directory", 'name two different directories'],
    ['m03 --preemption 2', "unknown option '--preemption'", 'Did you mean --preemptions?'],
  ])('%s', async (line, what, remedy) => {
    const { code, out, err, asked } = await explore(line.split(' '));
    expect({ code, out, asked }).toEqual({ code: 2, out: '', asked: [] });
    expect(err).toContain(what);
    expect(err).toContain(remedy);
    expect(readdirSync(bench.cwd)).toEqual([]);
  });

  test('one writer beside a reader is enough', async () => {
    const { code, asked } = await explore(['m03', '--clients', '1', '--variant', 'reader']);
    expect(code).toBe(0);
    expect(asked[0]?.plans).toMatchObject([{ writers: 1, readers: 1 }]);
  });
});

// `run --baseline`: what can't be compared is refused before anything runs, and `auto` finds the last run that can.
import { utimesSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { Judged } from '../../../results/verdicts/judged.js';
import { CliBench, type ScriptedAnswers } from '../testing/cli-bench.js';
import { comparableTo, platform, runOf } from '../testing/run-samples.js';

const benches: CliBench[] = [];

function bench(script: ScriptedAnswers = {}): CliBench {
  const made = new CliBench(script);
  benches.push(made);
  return made;
}

afterEach(() => {
  for (const made of benches.splice(0)) made.remove();
});

const { scenarios: every } = comparableTo('x');
const elsewhere = { ...platform, fileSystem: { ...platform.fileSystem, type: 'tmpfs' } };
const quick = { ...runOf().config, profile: 'quick' as const };

const differences: [what: string, changes: Partial<Judged>, said: string, remedy: string][] = [
  [
    'platform',
    { platform: { ...platform, id: 'win32-x64' } },
    'it ran on win32-x64, and this is linux-x64',
    'compare',
  ],
  ['file system', { platform: elsewhere }, 'it ran on tmpfs, and --dir is on ext4', 'name another --dir'],
  ['profile', { config: quick }, "its profile is quick, and this one's is standard", 'add --profile quick'],
  ['policy', { policy: 'strict' }, 'it was judged by the policy strict', 'holdfast judge RUN --policy m03'],
  ['scenarios', { scenarios: every.slice(1) }, 'only one of them has round-trip (single)', '--scenario'],
];

describe('a baseline by its name', () => {
  test('is compared when it answers the same question', async () => {
    const cli = bench();
    cli.store('before', runOf(), comparableTo('before'));
    expect(await cli.run('run', '--baseline', 'before')).toMatchObject({ code: 0 });
  });

  test.each(differences)('of another %s is refused before the run', async (_what, changes, said, remedy) => {
    const cli = bench();
    cli.store('before', runOf(), comparableTo('before', changes));
    const { code, out, err } = await cli.run('run', '--baseline', 'before', '--out', 'fresh');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(said);
    expect(err).toContain(remedy);
    expect(cli.requests).toEqual([]);
  });

  test('that cannot be read is refused before the run', async () => {
    const cli = bench();
    cli.write('before/judged.json', '{"half":');
    const { code } = await cli.run('run', '--baseline', 'before/judged.json');
    expect(code).not.toBe(0);
    expect(cli.requests).toEqual([]);
  });
});

describe('--baseline auto', () => {
  test('takes the newest that can be compared, and says which', async () => {
    const cli = bench();
    const stored: [id: string, judged: Judged, ageS: number][] = [
      ['oldest', comparableTo('oldest'), 30],
      ['wanted', comparableTo('wanted'), 20],
      ['cut-off', comparableTo('cut-off', { status: 'interrupted' }), 10],
      ['other', comparableTo('other', { config: quick }), 5],
    ];
    for (const [id, judged, ageS] of stored) {
      cli.store(`results/runs/${id}`, runOf({ id }), judged);
      const at = Date.now() / 1000 - ageS;
      utimesSync(cli.path('results', 'runs', id, 'run.json'), at, at);
    }
    const { code, out, err } = await cli.run('run', '--baseline', 'auto');
    expect(code).toBe(0);
    expect(err).toContain('baseline:   results/runs/wanted');
    expect(out).toContain('base wanted');
  });

  test('goes on without one, and says why', async () => {
    const cli = bench();
    const first = await cli.run('run', '--baseline', 'auto', '--fail-on', 'regression');
    expect(first).toMatchObject({ code: 0, err: expect.stringContaining('none yet (there is no run below') });
    const other = bench();
    other.store('results/runs/other', runOf(), comparableTo('other', { config: quick }));
    const second = await other.run('run', '--baseline', 'auto');
    expect(second.err).toContain('none yet (results/runs/other: its profile is quick');
    expect(second.out).not.toContain('comparison');
  });
});

describe('results without --out', () => {
  const ignored = '# Made by holdfast.\n*\n';

  test('are out of version control where their folder is made, and nowhere else', async () => {
    const cli = bench();
    await cli.run('run');
    expect(cli.read('results', 'runs', '.gitignore')).toBe(ignored);
    expect((await cli.run('report')).out).toContain('console report of fresh');
    const kept = bench();
    kept.store('results/runs/mine', runOf());
    await kept.run('run');
    expect(() => kept.read('results', 'runs', '.gitignore')).toThrow(/ENOENT/);
    const named = bench();
    await named.run('run', '--out', 'mine/first');
    expect(() => named.read('mine', '.gitignore')).toThrow(/ENOENT/);
  });
});

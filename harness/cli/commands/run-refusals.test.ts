// What `run` refuses before anything runs: typos (2) and places that can't be written to (4), each with what,
// where and what to do, and without a trace on the disk.
import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { CliBench, type ScriptedAnswers } from '../testing/cli-bench.js';
import { runOf } from '../testing/run-samples.js';

const benches: CliBench[] = [];

function bench(script: ScriptedAnswers = {}): CliBench {
  const made = new CliBench(script);
  benches.push(made);
  return made;
}

afterEach(() => {
  for (const made of benches.splice(0)) made.remove();
});

describe('refused before anything runs', () => {
  test.each<[string, string[], string[]]>([
    ['strategy', ['--strategy', 'flok'], ['no strategies match "flok"', 'did you mean flock?', 'steno']],
    ['glob', ['--strategy', 'zzz*'], ['no strategies match "zzz*"', 'strategies: flock']],
    ['negation', ['--strategy', '!m3'], ['did you mean m03?']],
    ['nothing left', ['--strategy', 'm03,!m03'], ['leaves no strategies']],
    ['scenario', ['--scenario', 'one-winer'], ['did you mean one-winner?', 'round-trip, one-winner, mixed']],
    ['require', ['--require', 'flokc'], ['did you mean flock?']],
    ['require unselected', ['--require', 'steno'], ['"steno" is required but not selected']],
    ['profile', ['--profile', 'quik'], ['did you mean quick?', 'quick, standard, soak']],
    ['policy', ['--policy', 'm3'], ['did you mean m03?']],
    ['seed', ['--seed', '1.5'], ['"1.5" is not a seed', 'whole number']],
    ['big seed', ['--seed', '9999999999999'], ['is not a seed']],
    ['max-time', ['--max-time', '90'], ['"90" is not a duration', '90s']],
    ['shard', ['--shard', '5/4'], ['"5/4" is not a shard', '--shard 1/4']],
    ['no shard', ['--shard', '0/4'], ['is not a shard']],
    ['resume nothing', ['--resume', 'nowhere'], ['there is no run']],
    ['resume differently', ['--resume', 'x', '--seed', '1'], ["--seed can't be given again"]],
    ['dir', ['--dir', ''], ['"" is not a directory']],
    ['out', ['--out', '-'], ['"-" is not a directory']],
    ['one place', ['--dir', 'x', '--out', './x'], ["can't share one directory"]],
    [
      'reporter',
      ['--reporter', 'markdwn=x.md'],
      ['there is no reporter "markdwn"', 'did you mean markdown?'],
    ],
    ['reporter without file', ['--reporter', 'markdown='], ['markdown has no file']],
    ['two on stdout', ['--reporter', 'json=-,markdown'], ['stdout can carry one report only']],
    ['json and another', ['--json', '--reporter', 'console'], ['stdout can carry one report only']],
    ['one file twice', ['--reporter', 'json=x,markdown=./x'], ['two reporters would write the same file']],
    ['fail-on alone', ['--fail-on', 'never'], ['nothing to compare with']],
    ['baseline', ['--baseline', 'nowhere'], ['there is no run']],
    ['missing module', ['--strategy', './mine.mjs'], ['there is no file']],
    ['option', ['--profil', 'quick'], ['Did you mean --profile?']],
    ['stray argument', ['flock'], ['too many arguments']],
  ])('%s', async (_name, argv, sentences) => {
    const cli = bench();
    const { code, out, err } = await cli.run('run', ...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    for (const sentence of sentences) expect(err).toContain(sentence);
    expect(err).not.toContain('    at ');
    expect(cli.requests).toEqual([]);
    expect(readdirSync(cli.cwd)).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['no default', 'export const id = 1;', 'there is no default export'],
    ['no id', 'export default { open() {} };', 'has no id'],
    ['odd id', 'export default { id: "My Store", open() {} };', 'not kebab-case'],
    ['no open', 'export default { id: "mine" };', 'no function open'],
    ['broken', 'export default {', "can't be imported"],
    ['taken', 'export default { id: "flock", open() {} };', 'two strategies have the id "flock"'],
  ])("a user's module with %s", async (_name, text, sentence) => {
    const cli = bench();
    cli.write('mine.mjs', text);
    const { code, err } = await cli.run('run', '--strategy', './mine.mjs');
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });

  test('a mistyped module names its neighbour', async () => {
    const cli = bench();
    cli.write('mine.mjs', '');
    expect((await cli.run('run', '--strategy', './mien.mjs')).err).toContain('did you mean mine.mjs?');
  });

  test('--out that holds a run is never overwritten', async () => {
    const cli = bench();
    cli.store('old', runOf());
    expect(await cli.run('run', '--out', 'old')).toMatchObject({ code: 2 });
    expect(JSON.parse(cli.read('old', 'run.json'))).toMatchObject({ id: 'sample' });
  });

  test.each<[string, string[]]>([
    ['--dir is a file', ['--dir', 'file']],
    ['--dir below a file', ['--dir', 'file/below']],
    ['--out is a file', ['--out', 'file']],
    ['a report below a file', ['--reporter', 'markdown=file/report.md']],
  ])('%s: environment, found out before the run', async (_name, argv) => {
    const cli = bench();
    cli.write('file', '');
    const { code, err } = await cli.run('run', ...argv);
    expect(code).toBe(4);
    expect(err).toContain('a file is in the way');
    expect(err).toContain(cli.path('file'));
    expect(err).toContain('to do: name another directory');
    expect(cli.requests).toEqual([]);
  });

  test.runIf(process.platform === 'linux')('places that root itself can not write to', async () => {
    const flags = [
      ['--out', '/proc/self/results'],
      ['--dir', '/proc/self'],
      ['--reporter', 'markdown=/proc/r.md'],
    ];
    for (const argv of flags) {
      const cli = bench();
      const { code, err } = await cli.run('run', ...argv);
      expect(code).toBe(4);
      expect(err).toMatch(/error: can't (make|write into) the directory[^\n]*\n {2}where: [^\n]*\/proc/);
      expect(cli.requests).toEqual([]);
    }
  });

  test('a report that is a directory', async () => {
    const cli = bench();
    expect(await cli.run('run', '--reporter', 'markdown=.')).toMatchObject({ code: 4 });
  });
});

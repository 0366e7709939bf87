// The command `run` driven in-process: what it asks the engine for, what reaches which stream, and how it
// ends. The engine is scripted; directories and signals' handling are real.
import { existsSync, readdirSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { EnvironmentError } from '../../run-contract.js';
import { CliBench, type Script } from '../testing/cli-bench.js';
import { judgedOf, runOf } from '../testing/run-samples.js';

const benches: CliBench[] = [];

function bench(script: Script = {}): CliBench {
  const made = new CliBench(script);
  benches.push(made);
  return made;
}

afterEach(() => {
  for (const made of benches.splice(0)) made.remove();
});

const ok = { exitCode: 0, decision: 'GO' } as const;
const noGo = { exitCode: 1, decision: 'NO-GO' } as const;
const inconclusive = { exitCode: 3, decision: 'INCONCLUSIVE' } as const;

describe('what is asked of the engine', () => {
  test('by default: candidates and baselines, every scenario, fresh directories', async () => {
    const cli = bench();
    expect((await cli.run('run')).code).toBe(0);
    expect(cli.requests).toEqual([
      {
        // posix can't be loaded: it stays in, so that the run shows why.
        strategies: ['flock', 'flock-eager', 'posix', 'm03'].map((reference) => ({
          reference,
          selected: true,
        })),
        scenarios: ['round-trip', 'one-winner', 'mixed'],
        profile: 'standard',
        seed: 0x3f9a2b7,
        policy: 'm03',
        dir: cli.path('.holdfast'),
        out: cli.path('results/runs/2026-11-23T10-00-00-linux-x64-3f9a'),
        required: [],
        maxTimeMs: null,
      },
    ]);
    expect(cli.idle).toBe(true);
  });

  test.each([
    [['--strategy', 'flock*'], { strategies: ['flock', 'flock-eager'] }],
    [['--strategy', 'flock*,!flock-eager'], { strategies: ['flock'] }],
    [['--strategy', '!posix'], { strategies: ['flock', 'flock-eager', 'm03'] }],
    [['--strategy', 'm03', '--strategy', 'steno'], { strategies: ['m03', 'steno'] }],
    [['--strategy', 'm03', 'no-lock'], { strategies: ['m03', 'no-lock'] }],
    [['--scenario', 'm*,round-trip'], { scenarios: ['round-trip', 'mixed'] }],
    [['--profile', 'quick', '--seed', '0'], { profile: 'quick', seed: 0 }],
    [['--policy', 'strict', '--max-time', '1m30s'], { policy: 'strict', maxTimeMs: 90_000 }],
    [['--require', 'fl*'], { required: ['flock', 'flock-eager'] }],
  ])('%j', async (argv, expected) => {
    const cli = bench();
    expect(await cli.run('run', ...argv)).toMatchObject({ code: 0 });
    const [request] = cli.requests;
    const asked = { ...request, strategies: request?.strategies.map(({ reference }) => reference) };
    expect(asked).toMatchObject(expected);
  });

  test("a module of the user's own, by relative path, absolute path and URL", async () => {
    const cli = bench();
    const path = cli.write('mine.mjs', 'export default { id: "mine", open() {} };');
    for (const typed of ['./mine.mjs', 'mine.mjs', path, `file://${path}`]) {
      const ending = await cli.run(
        'run',
        '--strategy',
        typed,
        '--require',
        'mine',
        '--out',
        `out-${cli.requests.length}`,
      );
      expect(ending).toMatchObject({ code: 0 });
      expect(cli.requests.at(-1)).toMatchObject({
        strategies: [{ reference: `file://${path}`, selected: true }],
        required: ['mine'],
      });
    }
  });
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

  test('TypeScript where this Node does not strip types', async () => {
    const source = 'export default { id: "mine", open() {} };';
    const old = bench({ stripsTypes: false });
    old.write('mine.ts', source);
    const ending = await old.run('run', '--strategy', './mine.ts');
    expect(ending).toMatchObject({ code: 2 });
    expect(ending.err).toContain('Node 22.18');
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

describe('exit codes', () => {
  test.each<[string, Script, string[], number]>([
    ['GO', { judged: ok }, [], 0],
    ['NO-GO', { judged: noGo }, [], 1],
    ['inconclusive', { judged: inconclusive }, [], 3],
    ['inconclusive because the harness failed', { judged: inconclusive, faulted: [1] }, [], 4],
    ['a failure with a witness stands', { judged: noGo, faulted: [1] }, [], 1],
    ['GO although a case nobody needs was lost', { judged: ok, faulted: [1] }, [], 0],
    ['a regression', { judged: ok, regressions: ['slower'] }, ['--baseline', 'before'], 1],
    [
      'a regression, ignored',
      { judged: ok, regressions: ['slower'] },
      ['--baseline', 'before', '--fail-on', 'never'],
      0,
    ],
    ['no-go somewhere', { judged: ok, noGo: ['m03'] }, ['--baseline', 'before', '--fail-on', 'no-go'], 1],
    ['no-go, not asked for', { judged: ok, noGo: ['m03'] }, ['--baseline', 'before'], 0],
    [
      '--fail-on never hides no NO-GO of the run',
      { judged: noGo },
      ['--baseline', 'before', '--fail-on', 'never'],
      1,
    ],
  ])('%s', async (_name, script, argv, code) => {
    const cli = bench(script);
    cli.store('before', runOf(), judgedOf(runOf()));
    expect(await cli.run('run', ...argv)).toMatchObject({ code });
  });

  test('an engine that says the environment failed', async () => {
    const failing = () =>
      Promise.reject(new EnvironmentError('no-space', 'the disk is full: free some space'));
    const cli = bench({ executeRun: failing });
    const { code, out, err } = await cli.run('run');
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toContain('error: the disk is full: free some space (no-space)');
    expect(cli.idle).toBe(true);
  });

  test('an engine that breaks: a stack trace only with --verbose', async () => {
    const broken = () => Promise.reject(new TypeError('x is not a function', { cause: new Error('deep') }));
    const terse = await bench({ executeRun: broken }).run('run');
    expect(terse.code).toBe(4);
    expect(terse.err).toContain('holdfast itself failed: x is not a function');
    expect(terse.err).not.toContain('    at ');
    const verbose = await bench({ executeRun: broken }).run('run', '-v');
    expect(verbose.err).toMatch(/ {4}at [\s\S]*caused by: Error: deep/);
  });
});

describe('what is told', () => {
  test('the report on stdout, progress on stderr, judged.json saved', async () => {
    const cli = bench();
    const { out, err } = await cli.run('run', '--strategy', 'flock', '--out', 'here');
    expect(out).toBe('console report of fresh: GO color=false\n');
    expect(err).toContain('[1/4] flock × round-trip: done in 2.0s\n');
    expect(err).toContain('[4/4] flock × mixed (threads): done in 2.0s\n');
    expect(err).not.toContain('\u001b');
    expect(JSON.parse(cli.read('here', 'judged.json'))).toMatchObject({ runId: 'fresh' });
  });

  test('--json: exactly one document on stdout', async () => {
    const cli = bench({ env: { GITHUB_STEP_SUMMARY: '' }, regressions: ['slower'] });
    cli.store('before', runOf(), judgedOf(runOf()));
    const { out, err } = await cli.run(
      'run',
      '--json',
      '--reporter',
      'markdown=r.md',
      '--baseline',
      'before',
    );
    expect(JSON.parse(out)).toMatchObject({ runId: 'fresh', decision: 'GO' });
    expect(cli.read('r.md')).toBe('markdown report of fresh: GO color=false\n');
    expect(err).toContain('comparison console');
  });

  test('--json before the command, and with json=- named twice over', async () => {
    const cli = bench();
    expect(JSON.parse((await cli.run('--json', 'run', '--out', 'a')).out)).toMatchObject({ runId: 'fresh' });
    const twice = await cli.run('run', '--json', '--reporter', 'json=-', '--out', 'b');
    expect(JSON.parse(twice.out)).toMatchObject({ runId: 'fresh' });
  });

  test('a baseline is compared above the report, whose last lines say what to do', async () => {
    const cli = bench();
    cli.store('before', runOf(), judgedOf(runOf()));
    const { out } = await cli.run('run', '--baseline', 'before/judged.json');
    expect(out).toMatch(/^comparison console color=false of sample,fresh, base sample\n\n/);
    expect(out.trimEnd().split('\n').at(-1)).toBe('console report of fresh: GO color=false');
  });

  test('-q keeps stderr silent, except for what changes the meaning', async () => {
    const quiet = await bench().run('run', '-q', '--reporter', 'markdown=r.md');
    expect(quiet).toMatchObject({ code: 0, err: '', out: 'console report of fresh: GO color=false\n' });
  });

  test('a faulted case is told with its reason', async () => {
    const { err } = await bench({ faulted: [0] }).run('run', '--strategy', 'flock');
    expect(err).toContain('[1/4] flock × round-trip: the harness failed: the host died in 2.0s');
  });

  test('on a terminal one live line, removed before the report', async () => {
    const cli = bench({ tty: { columns: 60 } });
    const { err, out } = await cli.run('run', '--strategy', 'flock');
    expect(err).not.toContain('[1/4]');
    expect(err).toContain('\r\u001b[K1/4 · 2.0s · about 6.0s left');
    expect(err.endsWith('\r\u001b[K')).toBe(true);
    for (const drawn of err.split('\r\u001b[K').slice(1)) expect(drawn.length).toBeLessThan(60);
    expect(out).toContain('color=true');
  });

  test.each<[Script, string[], boolean]>([
    [{ tty: { columns: 80 } }, ['--no-color'], false],
    [{ tty: { columns: 80 }, env: { NO_COLOR: '1' } }, [], false],
    [{ tty: { columns: 80 }, env: { NO_COLOR: '' } }, [], true],
    [{ tty: { columns: 80 }, env: { TERM: 'dumb' } }, [], false],
    [{ env: { FORCE_COLOR: '1' } }, [], true],
    [{ env: { FORCE_COLOR: '1' } }, ['--no-color'], false],
    [{ tty: { columns: 80 }, env: { FORCE_COLOR: '0' } }, [], false],
  ])('colour: %j %j', async (script, argv, color) => {
    expect((await bench(script).run('run', ...argv)).out).toContain(`color=${color}`);
  });

  test('inside GitHub Actions: step summary and annotations, stdout left alone', async () => {
    const place = bench();
    const summary = place.write('summary.md', 'before\n');
    const { out, err } = await bench({ env: { GITHUB_STEP_SUMMARY: summary } }).run('run', '--json');
    expect(JSON.parse(out)).toMatchObject({ runId: 'fresh' });
    expect(place.read('summary.md')).toContain('before\ngithub report of fresh: GO color=false');
    expect(err).toContain('\n::error::an annotation\n');
  });

  test('a step summary that can not be written is a warning', async () => {
    const cli = bench();
    const ending = await bench({ env: { GITHUB_STEP_SUMMARY: cli.cwd } }).run('run', '-q');
    expect(ending).toMatchObject({ code: 0 });
    expect(ending.err).toContain('warning: the step summary could not be written');
  });
});

describe('Ctrl-C', () => {
  test('saves, tells what there is, says how to go on, exits 130', async () => {
    const cli: CliBench = bench({ onCase: (index) => void (index === 1 && cli.signal()) });
    const { code, out, err } = await cli.run('run', '--strategy', 'flock', '--seed', '5', '--out', 'cut');
    expect(code).toBe(130);
    expect(out).toContain('console report of fresh');
    expect(JSON.parse(cli.read('cut', 'judged.json'))).toMatchObject({ status: 'interrupted' });
    expect(err).toContain('SIGINT: saving what is finished');
    expect(err).toContain('1 of 4 cases were run');
    expect(err).toContain(
      'holdfast run --strategy flock --scenario one-winner,mixed --profile standard --seed 5',
    );
    expect(err).toContain(`holdfast merge ${cli.path('cut')} ${cli.path('cut-rest')}`);
    expect(cli.exits).toEqual([]);
    expect(cli.idle).toBe(true);
  });

  test('a second one ends at once', async () => {
    const cli: CliBench = bench({
      onCase: (index) => {
        if (index !== 1) return;
        cli.signal('SIGTERM');
        expect(cli.exits).toEqual([]);
        cli.signal();
      },
    });
    await cli.run('run', '--strategy', 'flock');
    expect(cli.exits).toEqual([130]);
  });

  test('an interrupted run that had found a failure is still 130', async () => {
    const cli: CliBench = bench({ judged: noGo, onCase: (index) => void (index === 2 && cli.signal()) });
    expect((await cli.run('run')).code).toBe(130);
    expect(existsSync(cli.path('results/runs'))).toBe(true);
  });
});

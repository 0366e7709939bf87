// The command `run` driven in-process: what it asks the engine for, what reaches which stream, and how it
// ends. The engine is scripted; directories and signals' handling are real.
import { afterEach, describe, expect, test } from 'vitest';
import { EnvironmentError } from '../../run/run-contract.js';
import { CliBench, type ScriptedAnswers } from '../testing/cli-bench.js';
import { comparableTo, runOf } from '../testing/run-samples.js';

const benches: CliBench[] = [];

function bench(script: ScriptedAnswers = {}): CliBench {
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
        shard: null,
        freshCanaries: false,
        continues: null,
        recorder: 'node',
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
    [['--recorder', 'node'], { recorder: 'node' }],
    [['--fresh-canaries'], { freshCanaries: true }],
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

  test('is required, whatever is judged beside it, unless --require says otherwise', async () => {
    const cli = bench();
    cli.write('mine.mjs', 'export default { id: "mine", open() {} };');
    await cli.run('run', '--strategy', './mine.mjs', 'flock', '--out', 'a');
    expect(cli.requests.at(-1)).toMatchObject({ required: ['mine'] });
    await cli.run('run', '--strategy', './mine.mjs', 'flock', '--require', 'flock', '--out', 'b');
    expect(cli.requests.at(-1)).toMatchObject({ required: ['flock'] });
  });
});

describe('exit codes', () => {
  test.each<[string, ScriptedAnswers, string[], number]>([
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
    cli.store('before', runOf(), comparableTo('sample'));
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
    expect(err).toContain('[1/4] flock × round-trip: done in 2 s\n');
    expect(err).toContain('[4/4] flock × mixed (threads): done in 2 s\n');
    expect(err).not.toContain('\u001b');
    expect(JSON.parse(cli.read('here', 'judged.json'))).toMatchObject({ runId: 'fresh' });
  });

  test('--json: exactly one document on stdout', async () => {
    const cli = bench({ env: { GITHUB_STEP_SUMMARY: '' }, regressions: ['slower'] });
    cli.store('before', runOf(), comparableTo('sample'));
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
    cli.store('before', runOf(), comparableTo('sample'));
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
    expect(err).toContain('[1/4] flock × round-trip: the harness failed: the host died in 2 s');
  });

  test('on a terminal one live line, removed before the report', async () => {
    const cli = bench({ tty: { columns: 60 } });
    const { err, out } = await cli.run('run', '--strategy', 'flock');
    expect(err).not.toContain('[1/4]');
    expect(err).toContain('\r\u001b[K1/4 · 2 s · about 6 s left');
    expect(err.split('\r\u001b[K').at(-1)).toMatch(/^the report as a page: /);
    for (const drawn of err.split('\r\u001b[K').slice(1, -1)) expect(drawn.length).toBeLessThan(60);
    expect(out).toContain('color=true');
  });

  test.each<[ScriptedAnswers, string[], boolean]>([
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

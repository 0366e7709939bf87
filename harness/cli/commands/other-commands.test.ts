// list, doctor, explain, judge, report, compare, merge and the program around them, driven in-process: exit
// codes, streams and files in tables. Runs are real directories; judging and rendering are scripted.
import { existsSync, readdirSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { CliBench, type ScriptedAnswers } from '../testing/cli-bench.js';
import { judgedOf, platform, runOf } from '../testing/run-samples.js';

const benches: CliBench[] = [];

function bench(script: ScriptedAnswers = {}): CliBench {
  const made = new CliBench(script);
  benches.push(made);
  made.store('one', runOf({ id: 'one' }), judgedOf(runOf({ id: 'one' })));
  made.store('two', runOf({ id: 'two' }));
  return made;
}

afterEach(() => {
  for (const made of benches.splice(0)) made.remove();
});

test('report without a path shows the last run, and says which', async () => {
  const cli = bench();
  cli.store('results/runs/last', runOf({ id: 'last' }));
  expect(await cli.run('report')).toEqual({
    code: 0,
    out: expect.stringContaining('console report of last'),
    err: 'the last run: results/runs/last\n',
  });
});

const commands = ['run', 'list', 'doctor', 'explain', 'judge', 'report', 'compare', 'merge'];

test.each(commands)('%s --help has examples, and ends with 0', async (name) => {
  for (const argv of [
    [name, '--help'],
    ['help', name],
  ]) {
    const { code, out, err } = await bench().run(...argv);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Usage: holdfast ${name}`);
    expect(out).toContain(`Examples:\n  holdfast ${name}`);
    expect(out).toContain('--no-color');
  }
});

test.each<[string[], number, string, string]>([
  [['--version'], 0, '0.1.0\n', ''],
  [['--help'], 0, 'Usage: holdfast', ''],
  [[], 0, 'What can be done', ''],
  [['rnu'], 2, '', 'Did you mean run?'],
  [['list', '--jsno'], 2, '', 'Did you mean --json?'],
  [['list', 'strategy'], 2, '', 'did you mean strategies?'],
  [['list'], 0, 'STRATEGIES\nid ', ''],
  [['list', 'strategies'], 0, 'Cannot find module fs-ext; see: holdfast doctor', ''],
  [['list', 'scenarios'], 0, 'threads, processes  session  no-lock   Title of one-winner', ''],
  [['list', 'criteria'], 0, 'not judged yet', ''],
  [['list', 'reporters'], 0, 'markdown  md', ''],
  [['doctor'], 0, 'directory fsync         no       not yes!  EPERM', ''],
  [['doctor'], 0, 'warning: fs-ext is not loaded: install a compiler', ''],
  [['doctor'], 0, 'Safe here:\n  - a lock between processes: flock\nNot safe here:', ''],
  [
    ['doctor'],
    0,
    '  - an acknowledged write. To do: another --dir.\nNot known here:\n  - other mounts\n',
    '',
  ],
  [['doctor', '--dir', 'one/run.json'], 4, '', 'a file is in the way'],
  [['explain', 'flock'], 0, 'flock (strategy)\n  Title of flock\n\n  Notes on flock.', ''],
  [['explain', 'no-lock'], 0, 'must be caught by: round-trip, one-winner, mixed', ''],
  [['explain', 'one-winner'], 0, 'source: scenarios/one-winner.ts', ''],
  [['explain', 'no-lost-update'], 0, 'judges: one-winner, mixed', ''],
  [['explain', 'mixed/no-lost-update'], 0, 'judges: mixed\n', ''],
  [['explain', 'no-corruption'], 0, 'The M0.3 report says: PASS', ''],
  [['explain', 'clock-jumps'], 0, 'nothing yet: not judged', ''],
  [['explain', 'torn-read'], 0, 'torn-read (anomaly)', ''],
  [['explain', 'torn-raed'], 2, '', 'did you mean torn-read?'],
  [['explain', 'mixed/no-lost-updat'], 2, '', 'did you mean no-lost-update?'],
  [['explain', 'toString'], 2, '', 'nothing is called "toString"'],
  [['explain'], 2, '', "missing required argument 'id'"],
  [['judge', 'one'], 0, 'console report of one', ''],
  [['judge', 'one/run.json', '--json'], 0, '{', ''],
  [['judge', 'onee'], 2, '', 'did you mean one?'],
  [['judge', '-'], 2, '', "can't come from stdin"],
  [['judge', 'one', '--policy', 'strct'], 2, '', 'did you mean strict?'],
  [['report', 'one'], 0, 'console report of one', ''],
  [['report', 'one/judged.json', '--reporter', 'markdown=-'], 0, 'markdown report of one', ''],
  [['report', 'two'], 0, 'console report of two', ''],
  [['report', 'tow'], 2, '', 'did you mean two?'],
  [['report', 'one', '--reporter', 'htlm=x'], 2, '', 'there is no reporter "htlm"'],
  [['report', '-'], 2, '', 'not JSON'],
  [['report'], 2, '', 'there is no run below results/runs'],
  [['compare', 'one', 'two'], 0, 'comparison console color=false of one,two, base none', ''],
  [['compare', 'two', '--base', 'one'], 0, 'of one,two, base one', ''],
  [['compare', 'two', 'one', '--base', 'one'], 0, 'of two,one, base one', ''],
  [['compare', 'one', 'two', '--reporter', 'markdown'], 0, 'comparison markdown', ''],
  [['compare', 'one'], 2, '', 'nothing to be compared with'],
  [['compare', 'one', 'one'], 2, '', 'named twice'],
  [['compare', 'one', 'two', '--reporter', 'json=x'], 2, '', 'there is no comparison reporter "json"'],
  [['compare', 'one', 'two', '--json', '--reporter', 'markdown'], 2, '', 'stdout can carry one report only'],
  [['compare', 'one', 'two', '--fail-on', 'regresion'], 2, '', 'did you mean regression?'],
  [['merge', 'one', 'two', '--out', 'whole'], 0, 'console report of one+two', ''],
  [['merge', '.', '--out', 'whole'], 0, 'console report of one+two', ''],
  [['merge', 'one', 'one', '--out', 'whole'], 0, 'console report of one: GO', ''],
  [['merge', 'one', 'two', '--out', 'one'], 2, '', 'runs are never overwritten'],
  [['merge', 'one', 'two'], 2, '', "required option '--out <dir>' not specified"],
  [['merge', 'three', '--out', 'whole'], 2, '', 'there is no run'],
])('%j ends with %d', async (argv, code, out, err) => {
  const cli = bench();
  const ending = await cli.run(...argv);
  expect(ending.code).toBe(code);
  expect(ending.out).toContain(out);
  expect(ending.err).toContain(err);
  if (code !== 0) {
    expect(ending.out).toBe('');
    expect(ending.err).toMatch(/to do: |Usage:/);
    expect(readdirSync(cli.cwd)).toEqual(['one', 'two']);
  }
});

describe('--json is one document', () => {
  test.each<[string[], object]>([
    [
      ['list'],
      { reporters: [{ id: 'console' }, {}, {}, { id: 'html' }, {}], scenarios: [{}, {}, { id: 'mixed' }] },
    ],
    [['list', 'criteria'], { criteria: [{ id: 'no-corruption' }, { id: 'clock-jumps', provenBy: [] }] }],
    [['doctor'], { platform: { id: 'linux-x64' } }],
    [['explain', 'flock'], [{ kind: 'strategy', source: 'strategies/flock.ts' }]],
    [['judge', 'one'], { runId: 'one' }],
    [['report', 'one'], { runId: 'one' }],
    [['compare', 'one', 'two'], { runs: [{ runId: 'one' }, { runId: 'two' }] }],
    [['merge', 'one', 'two', '--out', 'whole'], { runId: 'one+two' }],
  ])('%j', async (argv, expected) => {
    const { code, out } = await bench().run(...argv, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject(expected);
  });
});

test('judge: by its own policy or another one, and rewrites judged.json', async () => {
  const cli = bench({ judged: { exitCode: 1, decision: 'NO-GO' } });
  expect((await cli.run('judge', 'two')).code).toBe(1);
  expect((await cli.run('judge', 'two', '--policy', 'strict')).code).toBe(1);
  expect(cli.judgedWith).toEqual(['m03', 'strict']);
  expect(JSON.parse(cli.read('two', 'judged.json'))).toMatchObject({ policy: 'strict', exitCode: 1 });
});

describe('report', () => {
  test('to a file, nothing else on stdout, and the exit code is not the verdict', async () => {
    const cli = bench();
    cli.store('bad', runOf(), judgedOf(runOf(), { exitCode: 1, decision: 'NO-GO' }));
    const { code, out, err } = await cli.run('report', 'bad', '--reporter', 'markdown=deep/er/r.md');
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain(`wrote markdown: ${cli.path('deep/er/r.md')}`);
    expect(cli.read('deep/er/r.md')).toBe('markdown report of sample: NO-GO color=false\n');
  });

  test('of a judged.json that is stale or broken: judged again, with a warning', async () => {
    const cli = bench();
    cli.write('one/judged.json', '{');
    const { code, out, err } = await cli.run('report', 'one');
    expect({ code, out }).toEqual({ code: 0, out: 'console report of one: GO color=false\n' });
    expect(err).toContain('warning: judging the raw facts again');
  });

  test('of what --json printed, from stdin', async () => {
    const stdin = JSON.stringify(judgedOf(runOf({ id: 'piped' })));
    expect((await bench({ stdin }).run('report', '-')).out).toContain('console report of piped');
    const odd = await bench({ stdin: '{"schemaVersion":1}' }).run('report', '-');
    expect(odd.code).toBe(2);
    expect(odd.err).toContain('not a judged run');
  });
});

test.each<[string[], ScriptedAnswers, number]>([
  [[], { regressions: ['slower'] }, 1],
  [['--fail-on', 'regression'], { noGo: ['m03'] }, 0],
  [['--fail-on', 'no-go'], { noGo: ['m03'] }, 1],
  [['--fail-on', 'no-go'], { regressions: ['slower'] }, 0],
  [['--fail-on', 'never'], { regressions: ['slower'], noGo: ['m03'] }, 0],
])('compare %j with %j ends with %d', async (argv, script, code) => {
  expect((await bench(script).run('compare', 'one', 'two', ...argv)).code).toBe(code);
});

test('compare reads a judged run from stdin', async () => {
  const stdin = JSON.stringify(judgedOf(runOf({ id: 'piped' })));
  expect((await bench({ stdin }).run('compare', 'one', '-')).out).toContain('of one,piped,');
});

describe('merge', () => {
  const mac = { ...platform, id: 'darwin-arm64' };

  test('several platforms: side by side, each judged, and compared', async () => {
    const cli = bench({ judged: { exitCode: 3, decision: 'INCONCLUSIVE' } });
    cli.store('artifacts/mac/runs', runOf({ id: 'mac', platform: mac }));
    const { code, out, err } = await cli.run('merge', 'one', 'artifacts', '--out', 'all');
    expect(code).toBe(3);
    expect(out).toContain('comparison console');
    expect(err).toContain('darwin-arm64 · Node 20 · ext4: ');
    for (const name of ['linux-x64-node-20-ext4', 'darwin-arm64-node-20-ext4']) {
      expect(readdirSync(cli.path('all', name)).sort()).toEqual(['judged.json', 'report.html', 'run.json']);
    }
  });

  test('runs three levels down are found, four are not, and a run is not searched for more', async () => {
    const cli = bench();
    cli.store('deep/a/b/c', runOf({ id: 'third' }));
    cli.store('deeper/a/b/c/d', runOf({ id: 'fourth' }));
    cli.store('two/inner', runOf({ id: 'inner' }));
    expect((await cli.run('merge', 'deep', 'two', '--out', 'x')).out).toContain('report of third+two:');
    const lost = await cli.run('merge', 'deeper', '--out', 'y');
    expect(lost.code).toBe(2);
    expect(lost.err).toContain('up to three levels deep');
    expect(existsSync(cli.path('y'))).toBe(false);
  });
});

test('doctor leaves no directory behind that it made, and keeps one that was there', async () => {
  const cli = bench();
  expect((await cli.run('doctor')).out).toContain(`warning: examined ${cli.path('.holdfast')}`);
  expect(existsSync(cli.path('.holdfast'))).toBe(false);
  await cli.run('doctor', '--dir', 'one');
  expect(existsSync(cli.path('one'))).toBe(true);
});

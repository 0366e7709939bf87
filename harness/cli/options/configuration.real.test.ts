// Where the options of a run come from: flags over the environment over a file over the defaults. Driven
// through the whole command line; what counts is what the run is asked for.
import { afterEach, describe, expect, test } from 'vitest';
import { CliBench, type ScriptedAnswers } from '../testing/cli-bench.js';
import { flagOf, settingNames, variableOf } from './configuration.js';

let bench: CliBench;
afterEach(() => bench.remove());

async function run(files: Record<string, string>, argv: string[] = [], script: ScriptedAnswers = {}) {
  bench = new CliBench(script);
  for (const [name, text] of Object.entries(files)) bench.write(name, text);
  const ending = await bench.run('run', '-q', ...argv);
  return { ...ending, asked: bench.requests[0] };
}

const quick = { 'holdfast.config.json': '{ "profile": "quick", "strategy": ["flock", "m03"], "seed": 7 }' };

describe('layers', () => {
  test('a file is over the defaults', async () => {
    const { asked } = await run(quick);
    expect(asked).toMatchObject({
      profile: 'quick',
      seed: 7,
      policy: 'm03',
      strategies: [{ reference: 'flock' }, { reference: 'm03' }],
    });
  });

  test('limits on speed are an object in a file, and rules on the command line', async () => {
    const file = {
      'holdfast.config.json': '{ "thresholds": { "p99/floor": "< 6", "fairness@8": "> 0.9" } }',
    };
    expect((await run(file)).asked?.thresholds).toEqual(['p99/floor < 6', 'fairness@8 > 0.9']);
    bench.remove();
    const typed = await run({}, ['--thresholds', 'median<2,p90 < 3', 'p99 < 4']);
    expect(typed.asked?.thresholds).toEqual(['median<2', 'p90 < 3', 'p99 < 4']);
  });

  test('the environment is over the file', async () => {
    const env = { HOLDFAST_PROFILE: 'soak', HOLDFAST_STRATEGY: 'flock,flock-eager', HOLDFAST_SEED: '' };
    const { asked } = await run(quick, [], { env });
    expect(asked).toMatchObject({ profile: 'soak', seed: 7 });
    expect(asked?.strategies.map(({ reference }) => reference)).toEqual(['flock', 'flock-eager']);
  });

  test('flags are over both, also when they say what the default is', async () => {
    const env = { HOLDFAST_PROFILE: 'soak' };
    const { asked } = await run(quick, ['--profile', 'standard', '--strategy', 'm03', '--seed', '0'], {
      env,
    });
    expect(asked).toMatchObject({ profile: 'standard', seed: 0, strategies: [{ reference: 'm03' }] });
    expect(asked?.strategies).toHaveLength(1);
  });

  test('-v tells what counts and where it stands', async () => {
    bench = new CliBench({ env: { HOLDFAST_MAX_TIME: '5m' } });
    bench.write('holdfast.config.json', quick['holdfast.config.json']);
    const { err } = await bench.run('run', '-v', '--seed', '3');
    expect(err).toMatch(/^configuration: strategy = flock,m03 \(strategy in holdfast\.config\.json\)/m);
    expect(err).toContain('maxTime = 5m (HOLDFAST_MAX_TIME)');
    expect(err).toContain('seed (--seed)');
    expect(err).toContain('policy (default)');
  });
});

describe('files', () => {
  test.each([
    ['holdfast.config.yaml', 'maxTime: 90s\npolicy: strict\nreporter: [console, json=report.json]\n'],
    [
      'holdfast.config.mjs',
      'export default { maxTime: "90s", policy: "strict", reporter: ["console", "json=report.json"] };',
    ],
    [
      'holdfast.config.json',
      '{ "$schema": "x", "maxTime": "90s", "policy": "strict", "reporter": ["console", "json=report.json"] }',
    ],
  ])('%s', async (name, text) => {
    const { asked } = await run({ [name]: text });
    expect(asked).toMatchObject({ maxTimeMs: 90_000, policy: 'strict' });
    expect(bench.read('report.json')).toContain('{');
  });

  test.each<[string, string[], ScriptedAnswers]>([
    ['--config', ['--config', 'other.json'], {}],
    ['the environment', [], { env: { HOLDFAST_CONFIG: 'other.json' } }],
  ])('one that is named by %s counts alone', async (_name, argv, script) => {
    const { asked } = await run({ ...quick, 'other.json': '{ "dir": "elsewhere" }' }, argv, script);
    expect(asked).toMatchObject({ profile: 'standard', dir: bench.path('elsewhere') });
  });
});

describe('what is refused before anything runs: 2', () => {
  test.each<[Record<string, string>, string[], Record<string, string>, string, string, string]>([
    [
      { 'holdfast.config.json': '{ "stratgy": "flock" }' },
      [],
      {},
      '"stratgy" is no key',
      'holdfast.config.json',
      'did you mean strategy?',
    ],
    [
      { 'holdfast.config.json': '{ "profile": "quik" }' },
      [],
      {},
      '"quik" is not a value',
      'profile in holdfast.config.json',
      'did you mean quick?',
    ],
    [
      { 'holdfast.config.json': '{ "seed": -1 }' },
      [],
      {},
      '"-1" is not a seed',
      'seed in holdfast.config.json',
      'a whole number',
    ],
    [
      { 'holdfast.config.json': '{ "profile": 3 }' },
      [],
      {},
      'profile: Invalid input',
      'holdfast.config.json',
      'as on the command line',
    ],
    [
      { 'holdfast.config.json': '[]' },
      [],
      {},
      'a configuration is an object',
      'holdfast.config.json',
      '"profile"',
    ],
    [
      { 'holdfast.config.json': '{ "thresholds": { "p98/floor": "< 6" } }' },
      [],
      {},
      '"p98/floor" is nothing that is measured',
      'thresholds in holdfast.config.json',
      'did you mean p90/floor or p99/floor?',
    ],
    [
      { 'holdfast.config.json': '{ "thresholds": { "p99": "fast" } }' },
      [],
      {},
      '"p99 fast" is no limit',
      'thresholds in holdfast.config.json',
      "'p99/floor < 6'",
    ],
    [{ 'holdfast.config.json': '{' }, [], {}, "can't be read", 'holdfast.config.json', 'mend the file'],
    [
      { 'holdfast.config.mjs': 'throw new Error("not today");' },
      [],
      {},
      'not today',
      'holdfast.config.mjs',
      'mend',
    ],
    [
      { 'holdfast.config.mjs': 'export const profile = 1;' },
      [],
      {},
      'no default export',
      'holdfast.config.mjs',
      'mend',
    ],
    [
      { ...quick, 'holdfast.config.yaml': 'seed: 1' },
      [],
      {},
      'several configurations',
      '',
      'name it with --config',
    ],
    [{}, ['--config', 'gone.json'], {}, "can't be read", 'gone.json', 'name one that is there'],
    [{ 'x.toml': '' }, ['--config', 'x.toml'], {}, 'none of .ts, .mts', 'x.toml', 'mend'],
    [
      {},
      [],
      { HOLDFAST_POLICY: 'stict' },
      '"stict" is not a value',
      'HOLDFAST_POLICY',
      'did you mean strict?',
    ],
    [{}, [], { HOLDFAST_STRATEGY: 'flokc' }, 'no strategies match', '--strategy', 'did you mean flock?'],
    [
      {},
      [],
      { HOLDFAST_PROFIL: 'soak' },
      'nothing reads the variable HOLDFAST_PROFIL',
      'the environment',
      'did you mean HOLDFAST_PROFILE?',
    ],
  ])('%j %j %j', async (files, argv, env, what, where, remedy) => {
    const { code, out, err, asked } = await run(files, argv, { env });
    expect({ code, out, asked }).toEqual({ code: 2, out: '', asked: undefined });
    expect(err).toContain(what);
    expect(err).toContain(`where: ${where}`);
    expect(err).toContain(remedy);
  });
});

test('every setting is an option of run, and none is forgotten', async () => {
  bench = new CliBench();
  const { out } = await bench.run('run', '--help');
  const options = [...out.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag);
  const others = [
    '--config',
    '--resume',
    '--fresh-canaries',
    '--full',
    '--open',
    '--help',
    '--json',
    '--quiet',
    '--verbose',
    '--no-color',
    '--version',
  ];
  const own = options.filter((flag) => !others.includes(flag ?? ''));
  expect(new Set(own)).toEqual(new Set(settingNames.map(flagOf)));
  expect(variableOf('failOn')).toBe('HOLDFAST_FAIL_ON');
});

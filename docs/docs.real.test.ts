// Keeps the guides true: their examples are taken out of the text, type-checked, loaded and run, on a lab as
// small as the contract allows. What the pages say otherwise is held against the code in docs/claims.real.test.ts.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { starterFiles } from '../harness/cli/starter/starter-files.js';
import { memoryPlace } from '../harness/processes/testing/memory-place.js';
import type { SessionFact, SessionStep } from '../results/facts/session-fact.js';
import type { Lab, RecordedClient, RecordedStore } from '../scenarios/lab.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { Strategy, TaskFile } from '../strategies/strategy.js';

const root = join(import.meta.dirname, '..');
const pages = readdirSync(root)
  .concat(readdirSync(join(root, 'docs')).map((name) => `docs/${name}`))
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const page = (path: string) => pages.find((one) => one.path === path)?.text ?? '';

/** The code blocks that carry a file name: ```js mine.mjs */
function blocksOf(markdown: string): Record<string, string> {
  const blocks = markdown.matchAll(/^```\w+ (?<name>\S+)\n(?<code>[\s\S]*?)^```$/gm);
  return Object.fromEntries([...blocks].map(({ groups }) => [groups?.name ?? '', groups?.code ?? '']));
}

const examples = {
  ...blocksOf(page('docs/adding-a-strategy.md')),
  ...blocksOf(page('docs/adding-a-scenario.md')),
};

// The TypeScript examples need the package around them; mine.mjs needs one addon.
const inside = join(root, '.holdfast', `docs-${process.pid}`);
let outside = '';
let mine: Strategy;

beforeAll(async () => {
  mkdirSync(inside, { recursive: true });
  outside = mkdtempSync(join(memoryPlace, 'holdfast-docs-'));
  symlinkSync(join(root, 'node_modules'), join(outside, 'node_modules'), 'junction');
  const file = join(outside, 'mine.mjs');
  writeFileSync(file, examples['mine.mjs'] ?? '');
  ({ default: mine } = await import(pathToFileURL(file).href));
});

afterAll(() => {
  rmSync(inside, { recursive: true });
  rmSync(outside, { recursive: true });
});

const newDirectory = () => mkdtempSync(join(outside, 'case-'));
const document = (fields: Partial<TaskFile> = {}): TaskFile => ({
  version: 1,
  rev: 0,
  updated_at: '',
  tasks: [{ id: 'a', done: false }],
  ...fields,
});
const coded = (code: string, message = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

describe('the example of a strategy', () => {
  test('reads nothing, writes, reads back what it stored, and keeps unknown fields', async () => {
    const path = join(newDirectory(), 'not', 'there', 'tasks.json');
    const store = await mine.open(path, { lockTimeoutMs: 0 });
    expect(await store.read()).toBeNull();
    const stored = await store.write(document({ rev: 41, holdfast: { token: 't', digest: 'd' } }), 0);
    expect(stored).toMatchObject({ rev: 1, tasks: [{ id: 'a', done: false }], holdfast: { token: 't' } });
    expect(Number.isNaN(Date.parse(stored.updated_at))).toBe(false);
    expect(await store.read()).toEqual(stored);
    expect(await store.write(document(), null)).toMatchObject({ rev: 2 });
    expect(readdirSync(dirname(path))).toEqual(['tasks.json']);
    await store.close();
    await expect(store.read()).rejects.toEqual(coded('CLOSED'));
  });

  test('refuses a stale rev in the words of the contract', async () => {
    const store = await mine.open(join(newDirectory(), 'tasks.json'), { lockTimeoutMs: 0 });
    await store.write(document(), 0);
    await store.write(document(), 1);
    const stale = store.write(document(), 1);
    await expect(stale).rejects.toEqual(coded('CONFLICT', 'Conflict detected: expected rev 1, found 2'));
    expect(await store.read()).toMatchObject({ rev: 2 });
  });

  test('lets one of two writers through, and says LOCKED or CONFLICT to the other', async () => {
    const path = join(newDirectory(), 'tasks.json');
    const stores = await Promise.all([0, 1, 2, 3].map(() => mine.open(path, { lockTimeoutMs: 0 })));
    const outcomes = await Promise.allSettled(stores.map((store) => store.write(document(), 0)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(['LOCKED', 'CONFLICT']).toContain(outcome.reason.code);
    }
  });

  // Named pipes are what leads the clients of an exploration.
  test.skipIf(process.platform === 'win32')('has a lock that no schedule gets past', async () => {
    const main = join(root, 'dist', 'harness', 'cli', 'main.js');
    const argv = [main, 'explore', './mine.mjs', '--writes', '1', '--json', '-q', '--max-time', '10m'];
    const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: outside });
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'none-found', lacks: [] });
  });

  test('is what holdfast init writes', async () => {
    const source = readFileSync(join(root, 'starter', 'document-store.mts'), 'utf8');
    const choice = { typescript: false, scopes: { threads: true, processes: true }, github: false };
    const project = { manager: 'npm', isLocked: false, configurations: [] } as const;
    const [store] = await starterFiles(source, choice, project);
    expect(examples['mine.mjs']).toBe(store?.text);
  });

  test.each([
    ['{"version": 1', 'INVALID_DOCUMENT'],
    ['[]', 'INVALID_DOCUMENT'],
    ['{"version": 2, "rev": 1, "tasks": []}', 'UNSUPPORTED_VERSION'],
    ['{"version": 1, "rev": 9007199254740993, "tasks": []}', 'REV_OUT_OF_RANGE'],
    ['{"version": 1, "rev": 9007199254740991, "tasks": []}', 'REV_OUT_OF_RANGE'],
  ])('leaves %s untouched: %s', async (text, code) => {
    const path = join(newDirectory(), 'tasks.json');
    writeFileSync(path, text);
    const store = await mine.open(path, { lockTimeoutMs: 0 });
    await expect(store.write(document(), null)).rejects.toEqual(coded(code));
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(readdirSync(dirname(path))).toEqual([basename(path)]);
  });
});

/** Relative imports, as written for their place in the repository, made absolute. */
function relocated(name: string, code: string): string {
  const folder = dirname(join(root, name));
  return code.replace(/(?<=from ')\.{1,2}\/[^']+\.js(?=')/g, (specifier) => join(folder, specifier));
}

/** The compiler's complaints about the examples. */
async function compile(sources: Record<string, string>): Promise<string> {
  const folder = mkdtempSync(join(inside, 'types-'));
  for (const [name, code] of Object.entries(sources)) {
    writeFileSync(join(folder, basename(name)), relocated(name, code));
  }
  const compilerOptions = {
    noEmit: true,
    incremental: false,
    tsBuildInfoFile: null,
    allowJs: true,
    rootDir: root,
  };
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['.'], exclude: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const run = promisify(execFile)(process.execPath, [tsc, '-p', folder]);
  return run.then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

describe('the examples in TypeScript', () => {
  const plugged =
    "import type { Strategy } from 'holdfast';\nimport mine from './mine.mjs';\nexport const plugged: Strategy = mine;\n";

  test('agree with the contracts, and mine.mjs does too', async () => {
    expect(Object.keys(examples)).toEqual([
      'mine.mjs',
      'typed.ts',
      'scenarios/reopening.ts',
      'strategies/canaries/forgetful.ts',
    ]);
    expect(await compile({ ...examples, 'plugged.ts': plugged })).toBe('');
  });

  test.each([
    ['scenarios/reopening.ts', 'judge(facts)', 'jugde(facts)'],
    ['strategies/canaries/forgetful.ts', "'CONFLICT'", "'CONFLICTS'"],
    ['typed.ts', 'async open(', 'async opne('],
    ['mine.mjs', 'async read()', 'async raed()'],
  ])('the compiler sees when %s leaves the contract', async (name, good, bad) => {
    const broken = { ...examples, 'plugged.ts': plugged, [name]: (examples[name] ?? '').replace(good, bad) };
    expect(await compile(broken)).toContain('error TS');
  });
});

/** Runs a scenario's script on a strategy, recording nothing but reads and writes. */
function labFor(strategy: Strategy): Lab {
  const session = async (script: (client: RecordedClient) => Promise<void>): Promise<SessionFact> => {
    const steps: SessionStep[] = [];
    const path = join(newDirectory(), 'document');
    const record = async <T>(
      action: 'read' | 'write',
      label: string,
      input: unknown,
      call: () => Promise<T>,
    ) => {
      const value = await call();
      steps.push({ action, label, input, outcome: { type: 'ok', value }, durationNs: 0 });
      return { ok: true, value } as const;
    };
    const open = async (): Promise<RecordedStore> => {
      const store = await strategy.open(path, { lockTimeoutMs: 0 });
      return {
        read: (label) => record('read', label, null, () => store.read()),
        write: (label, next, rev) => record('write', label, next, () => store.write(next, rev)),
        close: () => store.close(),
      };
    };
    const client: Pick<RecordedClient, 'path' | 'open' | 'document'> = {
      path,
      open,
      document: () => document({ holdfast: { token: randomUUID(), digest: '' } }),
    };
    await script(client as RecordedClient);
    return { kind: 'session', steps };
  };
  return { session } as Lab;
}

describe('the example of a scenario', () => {
  async function load<T>(name: string): Promise<T> {
    const file = join(inside, basename(name));
    writeFileSync(file, relocated(name, examples[name] ?? ''));
    const module: { default: T } = await import(pathToFileURL(file).href);
    return module.default;
  }
  const judged = (scenario: Scenario, facts: SessionFact[]) => scenario.checks[0]?.judge(facts);

  test('passes a strategy that keeps its word, and catches the canary', async () => {
    const scenario = await load<Scenario>('scenarios/reopening.ts');
    const forgetful = await load<Strategy>('strategies/canaries/forgetful.ts');
    const [kept, lost] = await Promise.all(
      [mine, forgetful].map(
        async (strategy) => (await scenario.run(labFor(strategy), 'single')) as SessionFact[],
      ),
    );
    expect(judged(scenario, kept ?? [])).toMatchObject({ verdict: 'pass', coverage: { n: 20 } });
    expect(judged(scenario, lost ?? [])).toMatchObject({ verdict: 'fail', evidence: { length: 20 } });
    expect(scenario.canaries).toEqual([{ strategy: forgetful.id, by: scenario.checks.map(({ id }) => id) }]);
  });

  test('says unknown when there is too little to look at', async () => {
    const scenario = await load<Scenario>('scenarios/reopening.ts');
    const facts = (await scenario.run(labFor(mine), 'single')) as SessionFact[];
    const shortened = facts.map((fact) => ({ ...fact, steps: fact.steps.slice(0, 10) }));
    expect(judged(scenario, shortened)).toMatchObject({ verdict: 'unknown', coverage: { n: 5 } });
    expect(judged(scenario, [])).toMatchObject({ verdict: 'unknown', coverage: { n: 0 } });
  });
});

describe('what the pages refer to', () => {
  test('the lines for the registries have the form of those that are there', () => {
    const [, code = ''] = /registries:\n\n```ts\n(.*?)```/s.exec(page('docs/adding-a-scenario.md')) ?? [];
    const [scenario = '', canary = ''] = code.split('\n').map((line) => line.replace(/ \/\/.*/, ''));
    const registry = (name: string) => readFileSync(join(root, name), 'utf8');
    expect(registry('scenarios/scenario-registry.ts')).toContain(scenario.replaceAll('reopening', 'readers'));
    expect(registry('strategies/strategy-registry.ts')).toContain(
      canary.replace('canaries/forgetful', 'm03').replace('forgetful', 'm03'),
    );
    expect([scenario, canary]).toEqual([
      expect.stringContaining('reopening'),
      expect.stringContaining('forgetful'),
    ]);
  });

  const contract = readFileSync(join(root, 'strategies', 'strategy.ts'), 'utf8');

  test('every error code of the contract, and no other, is in the table', () => {
    const codes = [...contract.matchAll(/^ {2}\| '(?<code>[A-Z_]+)'/gm)].map(({ groups }) => groups?.code);
    const told = [...page('docs/adding-a-strategy.md').matchAll(/^\| `(?<code>[A-Z_]+)` +\|/gm)];
    expect(told.map(({ groups }) => groups?.code)).toEqual(codes);
    expect(codes).toContain('CONFLICT');
  });
});

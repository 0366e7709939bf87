// holdfast audit from the command line, over recordings written by hand and judged by the real engine.
import { existsSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import type { CrashStatesFact } from '../../../results/facts/crash-states-fact.js';
import type { Syncs } from '../../../results/facts/run-record.js';
import { record } from '../../crash/testing/capsules.js';
import { type CommitId, commits } from '../../crash/testing/script.js';
import { judgeVariant } from '../../crash/verdict/judge-variant.js';
import { straceAvailability } from '../../tap/strace/strace.js';
import { CliBench } from '../testing/cli-bench.js';

let bench: CliBench;
afterEach(() => bench.remove());

function factOf(commit: CommitId, distrust: string | null = null): CrashStatesFact {
  const all = (['document-present', 'document-absent'] as const).map((variant) => {
    const recording = record(commits[commit], variant, 2);
    return judgeVariant(
      { ...recording.trace, distrust },
      {
        ...recording,
        variant,
        seed: 1,
        model: 'weakest',
        capsulesMax: 2,
        audit: true,
        strategy: { id: commit, reference: commit },
        environment: { platform: '', node: '', holdfast: '', fileSystem: '' },
      },
    );
  });
  return {
    kind: 'crash-states',
    recorder: 'node',
    seed: 1,
    documentPath: 'state/tasks.yaml',
    documentBytes: 700,
    variants: all.map(({ variant }) => variant),
    capsules: all.flatMap(({ capsules }) => capsules),
  };
}

const passedOn: Syncs = { file: 'passed-on', directory: 'passed-on', reason: '' };

/** As the recording of a strategy gives it. */
function audited(commit: CommitId, syncs = passedOn, distrust: string | null = null) {
  return { fact: factOf(commit, distrust), syncs };
}

async function audit(commit: CommitId, ...argv: string[]) {
  const asked: string[] = [];
  bench = new CliBench({
    auditStrategy: (reference, dir) => {
      asked.push(reference, dir);
      return Promise.resolve(audited(commit));
    },
  });
  return { asked, ...(await bench.run('audit', 'flock', ...argv)) };
}

test('every sync of a durable rename is necessary', async () => {
  const { code, out, asked } = await audit('durable-rename');
  expect(code).toBe(0);
  expect(asked).toEqual(['flock', bench.path('.holdfast')]);
  expect(existsSync(bench.path('.holdfast'))).toBe(false);
  const rows = out.split('\n').filter((line) => line.startsWith('fsync'));
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(/^fsync +state\/tasks\.yaml\.tmp +4 +1\.0 +useless +\w+ +necessary +necessary/);
  expect(rows[1]).toMatch(/^fsync +state +4 .*useless +necessary +necessary +necessary/);
  expect(out.trimEnd().split('\n').at(-1)).toBe(
    'durability of flock: none < kill < ordered < journaled < [weakest]',
  );
});

test('a directory synced too early is told to be moved', async () => {
  const { out } = await audit('m03-order');
  expect(out).toMatch(/^fsync +state +4 .*moot +ordered, journaled, weakest$/m);
  expect(out).toContain('[kill]');
  expect(out).toMatch(/✗ ordered: [\d,]+ states \(exhaustive\), .*lost-acknowledged-write/);
});

test('a strategy without any sync', async () => {
  const { out } = await audit('rename-only');
  expect(out).toContain('flock syncs nothing between the start of a write and its acknowledgement');
});

test('syncs that could not be audited are not told as none', async () => {
  const fact = factOf('rename-only');
  const variants = fact.variants.map((variant) => ({ ...variant, unaudited: 'only the strategy can tell' }));
  bench = new CliBench({
    auditStrategy: () =>
      Promise.resolve({ fact: { ...fact, recorder: 'strace', variants }, syncs: passedOn }),
  });
  const { out } = await bench.run('audit', 'flock');
  expect(out).toContain('the syncs of flock were not audited: only the strategy can tell');
  expect(out).toContain('recorded by strace');
  expect(out).not.toContain('syncs nothing');
});

test.skipIf(process.platform !== 'linux')(
  'recorded by strace where there is one, else 4 with the remedy',
  async () => {
    const asked: unknown[] = [];
    const auditStrategy = (...input: unknown[]) => {
      asked.push(input[2]);
      return Promise.resolve(audited('durable-rename'));
    };
    bench = new CliBench({ auditStrategy });
    const found = await bench.run('audit', 'flock', '--recorder', 'strace');
    const available = straceAvailability().available;
    expect([found.code, asked]).toEqual(available ? [0, ['strace']] : [4, []]);
    vi.stubEnv('PATH', '');
    const missing = await bench
      .run('audit', 'flock', '--recorder', 'strace')
      .finally(() => vi.unstubAllEnvs());
    expect(missing.code).toBe(4);
    expect(missing.err).toContain('strace is not installed');
    expect(missing.err).toContain('apt-get install strace');
    expect((await bench.run('audit', 'flock', '--recorder', 'strce')).code).toBe(2);
  },
);

test.each([
  ['not-passed-on', 'whatever is synced'],
  ['unknown', 'it is unknown whether'],
] as const)('a mount whose directory syncs are %s is named before the grade', async (directory, says) => {
  const syncs = { file: 'unknown', directory, reason: '/mnt (fuse.some) passes none on' } as const;
  bench = new CliBench({
    auditStrategy: () => Promise.resolve(audited('durable-rename', syncs)),
  });
  const lines = (await bench.run('audit', 'flock')).out.trimEnd().split('\n');
  expect(lines.at(-3)).toBe('the platform, not the strategy: /mnt (fuse.some) passes none on');
  expect(lines.at(-2)).toContain(says);
  expect(lines.at(-1)).toContain('[weakest]');
  expect(JSON.parse((await bench.run('audit', 'flock', '--json')).out).syncs).toEqual(syncs);
});

test('as JSON', async () => {
  const { code, out } = await audit('file-again', '--json', '--dir', 'here');
  expect(code).toBe(0);
  const found = JSON.parse(out);
  expect(found).toMatchObject({
    strategy: 'flock',
    grade: 'journaled',
    recorder: 'node',
    unaudited: null,
    distrusted: [],
  });
  expect(found.capsules).toBeUndefined();
  expect(found.audit.length).toBeGreaterThan(0);
});

test('a recording that is not trusted is unknown: 3', async () => {
  bench = new CliBench({
    auditStrategy: () => Promise.resolve(audited('in-place', passedOn, 'native code')),
  });
  const { code, out } = await bench.run('audit', 'flock');
  expect(code).toBe(3);
  expect(out).toContain("unknown: the recording document-present can't be trusted: native code");
  expect(out).toContain('[none]');
  expect(out).toContain('--recorder strace');
});

test('no engine here: 4; several strategies, or none: 2', async () => {
  bench = new CliBench();
  expect(await bench.run('audit', 'flock')).toMatchObject({ code: 4, out: '' });
  expect((await bench.run('audit', 'flock*')).err).toContain('an audit looks at one strategy, not at 2');
  expect((await bench.run('audit', 'flokc')).code).toBe(2);
});

// The whole engine on real clients: known races are found, explained by their two holders, and repeat every
// time; a correct lock is searched to its bound without a violation. Runs the built clients.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAnyCapsule } from '../../results/capsules/any-capsule.js';
import { type InterleavingsFact, interleavingsFactSchema } from '../../results/facts/interleavings-fact.js';
import type { InterleavingPlan } from '../../scenarios/lab.js';
import { memoryPlace } from '../processes/testing/memory-place.js';
import type * as exploring from './explore-interleavings.js';
import { replayInterleaving } from './replay-interleaving.js';
import type * as worlds from './runtime/runtime.js';
import { TURN_MS_MAX, writeStrategy } from './runtime/testing/on-runtime.js';
import { setupOf } from './setups.js';

const built = (path: string): string => new URL(`../../dist/harness/${path}`, import.meta.url).href;
const { explore }: typeof exploring = await import(built('interleavings/explore-interleavings.js'));
const { openRuntime }: typeof worlds = await import(built('interleavings/runtime/runtime.js'));

let root: string;
let directories = 0;
const living = new Set<number>();
beforeAll(() => {
  root = mkdtempSync(join(memoryPlace, 'holdfast-explore-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const contextOf = (reference: string) => ({
  reference,
  freshDirectory(name: string): string {
    const directory = join(root, `${name}-${directories++}`);
    mkdirSync(directory);
    return directory;
  },
  registerProcess(pid: number): () => void {
    living.add(pid);
    return () => living.delete(pid);
  },
});

const plan = (changes: Partial<InterleavingPlan> = {}): InterleavingPlan => ({
  variant: 'plain',
  writers: 2,
  writes: 2,
  readers: 0,
  search: 'dfs',
  preemptions: 1,
  schedulesMax: 5000,
  msMax: 240_000,
  findAll: false,
  ...changes,
});

async function found(
  strategy: string,
  plans: InterleavingPlan[],
  scope: 'threads' | 'processes' = 'processes',
): Promise<InterleavingsFact> {
  const fact = await explore(contextOf(strategy), plans, { scope, seed: 1 });
  expect(living.size).toBe(0);
  expect(interleavingsFactSchema.parse(fact)).toEqual(fact);
  for (const capsule of fact.capsules) expect(parseAnyCapsule(JSON.stringify(capsule))).toEqual(capsule);
  return fact;
}

function violationsOf({ variants: [first] }: InterleavingsFact) {
  if (first === undefined) throw new Error('no variant');
  expect(first.distrust).toBeNull();
  return first.violations;
}

/** Each capsule so often, all in one runtime. */
async function replayed(fact: InterleavingsFact, times: number): Promise<string[]> {
  const verdicts: string[] = [];
  for (const capsule of fact.capsules) {
    const { reference, freshDirectory } = contextOf(capsule.strategy.reference);
    const { scope, writers, readers, variant } = capsule;
    const directory = freshDirectory('replay');
    const clients = writers + readers;
    const shared = !reference.startsWith('file:');
    const runtime = await openRuntime({
      scope,
      reference,
      directory,
      registerProcess: () => () => {},
      clients,
      shared,
    });
    const program = runtime.program(setupOf(capsule, variant === 'crash' && scope === 'processes'));
    for (let n = 0; n < times; n += 1) {
      const { verdict, reason, now } = await replayInterleaving(capsule, program, true);
      verdicts.push(`${verdict}: ${reason}`);
      expect(now?.lanes).toEqual(capsule.lanes);
      expect(now?.violations.find((one) => one.class === capsule.outcome)?.sentence).toBe(capsule.sentence);
    }
    await runtime.dispose();
  }
  return verdicts;
}

describe('known races', () => {
  test('without a lock one preemption loses an update', async () => {
    const fact = await found('no-lock', [plan()]);
    const violations = violationsOf(fact);
    expect(violations.map((one) => one.class)).toContain('lost-update');
    expect(violations.map(({ preemptions }) => preemptions)).toEqual(violations.map(() => 1));
    for (const verdict of await replayed(fact, 2)) expect(verdict).toMatch(/^same: /);
  });

  test('M0.3 needs two, and shows its two holders; the capsule leads there every time', async () => {
    const fact = await found('m03', [plan({ preemptions: 2 })]);
    const lost = violationsOf(fact).find((one) => one.class === 'lost-update');
    expect(lost?.preemptions).toBe(2);
    expect(lost?.sentence).toMatch(
      /^Client 0 and client 1 both held the lock tasks\.lock, on inodes [A-Z] and [A-Z]: client . (had )?removed [A-Z] /,
    );
    expect(lost?.lanes.filter(({ preempted }) => preempted !== null)).toHaveLength(2);
    for (const { text } of lost?.lanes ?? []) expect(text).not.toMatch(/\{|\d{4,}/);
    const [capsule] = fact.capsules;
    if (capsule === undefined) throw new Error('no capsule');
    const verdicts = await replayed({ ...fact, capsules: [capsule] }, 20);
    expect(new Set(verdicts)).toEqual(new Set([`same: ${capsule.outcome}, as recorded`]));
  }, 300_000);
});

test('a POSIX lock does not tell threads apart: both hold it, on one inode', async () => {
  const violations = violationsOf(await found('fcntl', [plan({ writes: 1 })], 'threads'));
  expect(violations.find((one) => one.class === 'lost-update')?.sentence).toMatch(
    /^Client 0 and client 1 both held the lock tasks\.yaml\.lock, on the same inode [A-Z]\. /,
  );
});

test('a sound lock is searched to its bound, and nothing is found', async () => {
  const fact = await found('flock', [plan()]);
  expect(violationsOf(fact)).toEqual([]);
  expect(fact.variants[0]?.coverage.completeTo).toBe(1);
  expect(fact.variants[0]?.schedules).toBeGreaterThan(10);
});

describe('clients that wait for a lock', () => {
  const dist = new URL('../../dist/strategies/', import.meta.url).href;
  /** Waits in its turn for a lock file, whatever the timeout of the caller; `tryAgain` after the first try. */
  function waiting(name: string, tryAgain: string): string {
    const file = join(root, `${name}.mjs`);
    writeFileSync(
      file,
      `import { durableRename } from '${dist}commits/durable-rename.js';
      import { openFileStore } from '${dist}file-store.js';
      import { tryExclusiveFile } from '${dist}locks/exclusive-file.js';
      import { acquireInTurn } from '${dist}locks/turns.js';
      const acquire = (document) => {
        const path = document + '.lock';
        let tries = 0;
        const tryOnce = async () => tries++ === 0 ? tryExclusiveFile(path) : ${tryAgain};
        return acquireInTurn(path, document, 1000, tryOnce);
      };
      export default { id: '${name}', open: (path, options) =>
        openFileStore({ lock: { acquire }, commit: durableRename }, path, options) };`,
    );
    return pathToFileURL(file).href;
  }

  test('are searched to the bound, the queue in which they wait with them', async () => {
    const fact = await found(waiting('waits', 'tryExclusiveFile(path)'), [
      plan({ writes: 1, preemptions: 2 }),
    ]);
    expect(violationsOf(fact)).toEqual([]);
    expect(fact.variants[0]?.coverage.completeTo).toBe(2);
  });

  test('are caught when they take being woken for holding the lock', async () => {
    const woken = waiting('woken', '{ lost: () => null, release: async () => {} }');
    const violations = violationsOf(await found(woken, [plan({ writes: 1 })]));
    expect(violations.map((one) => one.class)).toContain('lost-update');
  });
});

test('revisions published by link(2) need the old temporary files removed first', async () => {
  const dist = new URL('../../dist/strategies/', import.meta.url).href;
  const within = (name: string) =>
    readFileSync(new URL(name, dist), 'utf8').replaceAll("from './", `from '${dist}`);
  const unfenced = within('linked-revisions.js').replace('if (other !== tmp)', 'if (false)');
  writeFileSync(join(root, 'unfenced-revisions.mjs'), unfenced);
  const strategy = join(root, 'unfenced.mjs');
  const revisions = `${dist}linked-revisions.js`;
  writeFileSync(
    strategy,
    within('link.js').replace(revisions, './unfenced-revisions.mjs').replace("'link'", "'unfenced'"),
  );
  const violations = violationsOf(await found(pathToFileURL(strategy).href, [plan({ preemptions: 2 })]));
  expect(violations.map((one) => one.class)).toContain('stale-read');
});

test('a lock that nobody takes over is stuck behind a dead writer, by real deaths too', async () => {
  const small = { writes: 1, preemptions: 0 };
  const fact = await found('stuck-lock', [
    plan({ variant: 'stale-lock', ...small }),
    plan({ variant: 'crash', ...small }),
  ]);
  for (const { violations, distrust } of fact.variants) {
    expect(distrust).toBeNull();
    expect(violations.map((one) => one.class)).toEqual(['stuck-lock']);
  }
  for (const verdict of await replayed(fact, 1)) expect(verdict).toBe('same: stuck-lock, as recorded');
}, 240_000);

test('a client that spins when it was overtaken hangs, and comes with a counterexample', async () => {
  const strategy = writeStrategy(root, 'if (expected !== null && rev !== expected + 1) for (;;);');
  const options = { scope: 'processes', seed: 1, turnMsMax: TURN_MS_MAX } as const;
  const fact = await explore(contextOf(strategy), [plan({ writes: 1 })], options);
  expect(violationsOf(fact)).toMatchObject([{ class: 'hang', preemptions: 1 }]);
  expect(fact.capsules).toMatchObject([{ outcome: 'hang', strategy: { id: 'mine' } }]);
  expect(living.size).toBe(0);
});

test('clients that do not start leave nothing to conclude', async () => {
  const fact = await explore(contextOf('no-such-strategy'), [plan(), plan()], {
    scope: 'processes',
    seed: 1,
  });
  expect(fact.variants.map(({ distrust, coverage }) => [distrust, coverage.completeTo])).toEqual([
    [expect.stringContaining('did not start'), null],
    [expect.stringContaining('did not start'), null],
  ]);
  expect(living.size).toBe(0);
});

test('a runtime that crashes as it starts is started once more', async () => {
  const strategy = writeStrategy(root, '');
  const crashed = join(root, 'has-crashed');
  const crashing = join(root, 'crashing.mjs');
  writeFileSync(
    crashing,
    `import { existsSync, writeFileSync } from 'node:fs';
    if (!existsSync(${JSON.stringify(crashed)})) {
      writeFileSync(${JSON.stringify(crashed)}, '');
      process.kill(process.pid, 'SIGTRAP');
    }
    export { default } from ${JSON.stringify(strategy)};`,
  );
  const reference = pathToFileURL(crashing).href;
  const fact = await explore(contextOf(reference), [plan({ writes: 1 })], { scope: 'processes', seed: 1 });
  expect(existsSync(crashed)).toBe(true);
  // It has no lock and checks no rev, which is seen.
  expect(fact.variants).toMatchObject([{ distrust: null }]);
  expect(fact.variants[0]?.violations).not.toEqual([]);
  expect(living.size).toBe(0);
});

test('what only a look at the number of links can tell is found, too', async () => {
  const file = join(root, 'links.mjs');
  writeFileSync(
    file,
    `import fs from 'node:fs';
    const read = (path) => {
      const fd = fs.openSync(path, 'r');
      try {
        if (fs.fstatSync(fd).nlink === 0) throw Object.assign(new Error('gone'), { code: 'GONE' });
        return JSON.parse(fs.readFileSync(fd, 'utf8'));
      } finally { fs.closeSync(fd); }
    };
    export default { id: 'links', async open(path) {
      return {
        async read() { return fs.existsSync(path) ? read(path) : null; },
        async write(next, expected) {
          const stored = { ...next, rev: (expected ?? 0) + 1 };
          const tmp = path + Math.random();
          fs.writeFileSync(tmp, JSON.stringify(stored));
          fs.renameSync(tmp, path);
          return stored;
        },
        async close() {},
      };
    } };`,
  );
  const fact = await found(pathToFileURL(file).href, [plan({ writes: 1, findAll: true })]);
  const gone = violationsOf(fact).find(({ sentence }) => sentence.includes('GONE'));
  // A read that is rejected with a code of the strategy's own counts as one that met a torn document.
  expect(gone).toMatchObject({ class: 'torn-read', preemptions: 1 });
});

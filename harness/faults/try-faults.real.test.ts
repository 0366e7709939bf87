// Real strategies meet real faults of the tap in a child process: what holds, what falls, and what becomes of
// one that ends its process.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fact } from '../../results/facts/facts.js';
import ioFaults from '../../scenarios/io-faults.js';
import type * as trying from './try-faults.js';

const built = new URL('../../dist/harness/faults/try-faults.js', import.meta.url).href;
const { tryFaults }: typeof trying = await import(built);

let root: string;
let directories = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-faults-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const living = new Set<number>();
async function met(reference: string, parts: readonly string[] | null = null): Promise<Fact[]> {
  const context = {
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
  };
  const { fact, death } = await tryFaults(context, { documentBytes: 500 }, parts);
  return death === null ? [fact] : [fact, death];
}

const verdictsOf = (facts: readonly Fact[]): Record<string, string> =>
  Object.fromEntries(ioFaults.checks.map((check) => [check.id, check.judge(facts).verdict]));

/** Of one's own, as a module: the last lines of its write. */
function written(name: string, lines: string): string {
  const file = join(root, `${name}.mjs`);
  writeFileSync(
    file,
    `import fs from 'node:fs';
export default {
  id: '${name}',
  async open(path) {
    const read = async () => { try { return JSON.parse(fs.readFileSync(path, 'utf8')); } catch (e) { if (e.code === 'ENOENT') return null; throw e; } };
    return {
      read,
      async write(next) {
        const stored = { ...next, rev: ((await read())?.rev ?? 0) + 1 };
        ${lines}
        return stored;
      },
      async close() { for (const fd of this.held ?? []) fs.closeSync(fd); this.held = []; },
    };
  },
};
`,
  );
  return pathToFileURL(file).href;
}

test('a careful strategy without any lock meets every fault and passes', async () => {
  const facts = await met('no-lock');
  const verdicts = verdictsOf(facts);
  const descriptors = process.platform === 'linux' ? 'pass' : 'n/a';
  expect(verdicts).toMatchObject({
    'keeps-data': 'pass',
    'keeps-exclusion': 'n/a',
    'no-ignored-sync': 'pass',
    'survives-failed-sync': 'pass',
    'works-again': 'pass',
    'no-litter-after-fault': 'pass',
    'no-descriptor-leak': descriptors,
    'fails-typed': 'pass',
  });
  const [fact] = facts;
  if (fact?.kind !== 'io-faults') throw new Error('no faults');
  expect(fact.faults.length).toBeGreaterThan(60);
  expect(new Set(fact.faults.map(({ how }) => how))).toEqual(
    new Set(['once', 'lasting', 'then-full', 'each']),
  );
  expect(living.size).toBe(0);
});

describe('falls for its own reason', () => {
  test.each(ioFaults.canaries.map(({ strategy, by, part }) => [strategy, by, part ?? ''] as const))(
    '%s: %j',
    async (id, by, part) => {
      const verdicts = verdictsOf(await met(id, [part]));
      const failed = Object.keys(verdicts).filter((check) => verdicts[check] === 'fail');
      expect(failed).toEqual(process.platform === 'linux' || id !== 'leaks-on-failure' ? by : []);
    },
  );
});

test('one that writes in place', async () => {
  const reference = written('writes-in-place', 'fs.writeFileSync(path, JSON.stringify(stored));');
  const facts = await met(reference);
  expect(verdictsOf(facts)).toMatchObject({ 'keeps-data': 'fail' });
});

test('one that ends its process when a write fails: a death, and nothing passes', async () => {
  const reference = written(
    'exits-on-error',
    'try { fs.writeFileSync(path + ".tmp", JSON.stringify(stored)); fs.renameSync(path + ".tmp", path); } catch { process.exit(7); }',
  );
  const facts = await met(reference);
  expect(facts.at(-1)).toMatchObject({ kind: 'death', how: { type: 'exit', exitCode: 7 }, inside: 'write' });
  expect(verdictsOf(facts)).toMatchObject({ completes: 'fail', 'keeps-data': 'unknown' });
});

test('one that throws outside any call', async () => {
  const reference = written(
    'throws-later',
    'try { fs.writeFileSync(path + ".tmp", JSON.stringify(stored)); fs.renameSync(path + ".tmp", path); } catch (e) { setTimeout(() => { throw new Error("later"); }, 1000); throw e; }',
  );
  expect(verdictsOf(await met(reference))).toMatchObject({ 'works-again': 'fail' });
});

describe('time is virtual', () => {
  const renamed = (renames: string): string =>
    `fs.writeFileSync(path + ".tmp", JSON.stringify(stored)); ${renames}`;

  test('one that tries a refused rename again for 20 s and then says so: it answers', async () => {
    const reference = written(
      'patient',
      renamed(`const until = Date.now() + 20_000;
        for (;;) {
          try { fs.renameSync(path + ".tmp", path); break; }
          catch (e) { if (Date.now() > until) { fs.rmSync(path + ".tmp", { force: true }); throw e; } await new Promise((r) => setTimeout(r, 250)); }
        }`),
    );
    expect(verdictsOf(await met(reference, ['renames']))).toMatchObject({ 'works-again': 'pass' });
  });

  test('one that tries for ever: it never answers', async () => {
    const reference = written(
      'endless',
      renamed(
        'for (;;) { try { fs.renameSync(path + ".tmp", path); break; } catch { await new Promise((r) => setTimeout(r, 250)); } }',
      ),
    );
    expect(verdictsOf(await met(reference, ['renames']))).toMatchObject({ 'works-again': 'fail' });
  });
});

test.runIf(process.platform === 'linux')(
  'one that holds a descriptor more after each failure, until it is closed',
  async () => {
    const reference = written(
      'holds-until-closed',
      'const fd = fs.openSync(path + ".tmp", "w"); try { fs.writeFileSync(fd, JSON.stringify(stored)); } catch (e) { (this.held ??= []).push(fd); throw e; } fs.closeSync(fd); fs.renameSync(path + ".tmp", path);',
    );
    expect(verdictsOf(await met(reference, ['writes']))).toMatchObject({ 'no-descriptor-leak': 'fail' });
  },
);

// Recordings by system calls equal those of the tap for strategies of this package, and what only strace can
// see is judged by it. Skipped, by name, where strace can't trace.
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CrashStatesFact } from '../../../results/facts/crash-states-fact.js';
import type { VariantId } from '../../../results/vocabulary/persistence.js';
import type { StrategyId } from '../../../strategies/strategy-registry.js';
import { durabilityOf } from '../../judge/durability.js';
import { straceAvailability } from '../../tap/strace/strace.js';
import { inCrashContext, writeStrategy } from '../testing/crash-workbench.js';

// Children are started from what was built.
const built = new URL('../../../dist/harness/crash/crash-states.js', import.meta.url).href;
const { judgeCrashStates } = (await import(built)) as typeof import('../crash-states.js');

const { recordByStrace } = (await import(
  new URL('../../../dist/harness/crash/recording/record-by-strace.js', import.meta.url).href
)) as typeof import('./record-by-strace.js');

const plan = {
  writes: 2,
  documentBytes: 600,
  statesMax: 40_000,
  statesPerPointMax: 2048,
  recoveriesMax: 30,
};
const crashStates = (reference: string, recorder: 'node' | 'strace'): Promise<CrashStatesFact> =>
  inCrashContext(reference, (context) => judgeCrashStates(context, plan, 3, recorder));

let scratch = '';
beforeAll(() => {
  const base = path.join(import.meta.dirname, '../../../.holdfast');
  fs.mkdirSync(base, { recursive: true });
  scratch = fs.mkdtempSync(path.join(base, 'strace-recorder-'));
});
afterAll(() => {
  fs.rmSync(scratch, { recursive: true, force: true });
});

/**
 * A strategy whose document is written by a shell, which ends with this script; `$1`: the document, `$2`: its
 * directory.
 */
function byShell(end: string): string {
  const script = `cat > "$1.new" && sync "$1.new" && mv "$1.new" "$1" && ${end}`;
  return writeStrategy(
    fs.mkdtempSync(path.join(scratch, 'mine-')),
    `childProcess.execFileSync('sh', ['-c', ${JSON.stringify(script)}, 'sh', file, path.dirname(file)], { input: text });`,
  );
}

const strace = straceAvailability();
const title = strace.available ? 'recorded by strace' : `recorded by strace (skipped: ${strace.reason})`;

describe.skipIf(!strace.available)(title, () => {
  it.concurrent.each<[StrategyId, string]>([
    ['no-lock', 'weakest'],
    ['m03', 'kill'],
    ['in-place', 'none'],
  ])('%s does what the tap saw, and survives %s', async (id, grade) => {
    const [byTap, byStrace] = await Promise.all([crashStates(id, 'node'), crashStates(id, 'strace')]);
    const counts = ({ variants }: CrashStatesFact) =>
      variants
        // Recorded by the tap alone.
        .filter(({ variant }) => variant !== 'document-resized' && variant !== 'writer-died')
        .map(({ variant, effects, models }) => ({
          variant,
          effects,
          models: models.map(({ id: model, states, failures }) => ({ model, states, failures })),
        }));
    expect(counts(byStrace)).toEqual(counts(byTap));
    expect(durabilityOf([byStrace], false)?.grade).toBe(grade);
    expect(byStrace.recorder).toBe('strace');
  });

  it.concurrent.each([
    ['durable where the directory is there', 'sync "$2"', ['weakest', 'weakest', 'journaled']],
    ['not durable without a sync of the directory', 'true', ['kill', 'kill', 'kill']],
  ])('what other processes write is %s', async (_title, end, survived) => {
    const reference = byShell(end);
    const unseen = await crashStates(reference, 'node');
    expect(unseen.variants.map(({ distrust }) => distrust)).toEqual(
      unseen.variants.map(() => expect.stringMatching(/child process started/)),
    );
    const seen = await crashStates(reference, 'strace');
    expect(seen.variants.map(({ distrust }) => distrust)).toEqual([null, null, null]);
    const strongest = seen.variants.map(({ models }) =>
      models.findLast(({ failures }) => failures.length === 0),
    );
    expect(strongest.map((model) => model?.id)).toEqual(survived);
    // Not audited by bytes: what other processes read is not seen.
    expect(seen.variants[0]?.unaudited).toMatch(/more than the bytes/);
  });

  it.concurrent.each<[string, VariantId]>([
    ['before it is traced', 'document-present'],
    ['under strace', 'document-absent'],
  ])('a strategy that hangs %s is ended', async (_title, variant) => {
    const reference = writeStrategy(fs.mkdtempSync(path.join(scratch, 'hangs-')), 'for (;;) {}');
    const started: number[] = [];
    const ended: number[] = [];
    const recording = await inCrashContext(reference, (context) => {
      const registerProcess = (pid: number) => {
        started.push(pid);
        return () => ended.push(pid);
      };
      const directory = context.freshDirectory('recording');
      const task = { strategy: reference, directory, variants: [variant], writes: 1, documentBytes: 300 };
      return recordByStrace({ ...context, registerProcess }, task, 1000);
    });
    expect(recording).toEqual({ lines: [], ended: 'no answer within 1000 ms' });
    expect(ended).toEqual(started);
    expect(started).toHaveLength(1);
  });

  it.concurrent('a write that fails is unknown, with its last words', async () => {
    const fact = await crashStates(byShell('exit 3'), 'strace');
    expect(fact.variants.map(({ distrust }) => distrust)).toEqual(
      Array.from({ length: 4 }, () => expect.stringMatching(/nothing was recorded.*Command failed/s)),
    );
  });
});

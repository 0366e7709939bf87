// The audit of syncs from end to end: a real strategy in a host process of its own, recorded, recovered from
// and judged; and what it says where there is nothing to audit. Whatever happens, nothing stays behind.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeDurability } from '../judge/judge-durability.js';
import type * as auditing from './audit-strategy.js';

// The host's entry exists only in dist/.
const built = new URL('../../dist/harness/run/audit-strategy.js', import.meta.url).href;
const { auditStrategy }: typeof auditing = await import(built);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'holdfast-audit-'));
});
afterEach(() => {
  const left = readdirSync(dir);
  rmSync(dir, { recursive: true });
  expect(left.filter((name) => !name.endsWith('.mjs'))).toEqual([]);
});

function moduleOf(text: string): string {
  const file = join(dir, 'mine.mjs');
  writeFileSync(file, text);
  return pathToFileURL(file).href;
}

/**
 * What each sync of a write onto a document is for against the strongest adversary, and what a later one
 * would buy.
 */
async function audited(reference: string): Promise<{ grade: unknown; syncs: unknown[] }> {
  const { fact } = await auditStrategy(reference, dir);
  expect(fact.variants.length).toBeGreaterThanOrEqual(3);
  expect(fact.variants.filter(({ distrust }) => distrust !== null)).toEqual([]);
  const found = judgeDurability(reference, fact);
  const syncs = (found?.audit ?? []).map(({ call, dropped, movedToAcknowledgement }) => {
    const role = dropped.find(({ model }) => model === 'weakest')?.role;
    return [call, role, movedToAcknowledgement];
  });
  expect(found?.audit.every(({ costNsMedian }) => costNsMedian > 0)).toBe(true);
  return { grade: found?.grade, syncs };
}

describe('auditing the syncs of', () => {
  it('a durable rename: each is necessary', async () => {
    expect(await audited('no-lock')).toEqual({
      grade: 'weakest',
      syncs: [
        ['fsyncSync(tasks.yaml.tmp)', 'necessary', []],
        ['fsyncSync(state)', 'necessary', []],
      ],
    });
  });

  it("M0.3's order: the directory's sync is in vain, and would save everything if it came last", async () => {
    expect(await audited('m03')).toEqual({
      grade: 'kill',
      syncs: [
        // The journal commits in order: any sync after the rename takes the rename along.
        ['fsyncSync(tasks.tmp)', 'moot', ['ordered']],
        ['fsyncSync(state)', 'moot', ['ordered', 'journaled', 'weakest']],
      ],
    });
  });
});

describe('there is nothing to audit of', () => {
  it('a strategy whose parts are missing, and it says what to do', async () => {
    const reference = moduleOf(`export default { id: 'native', open() { throw new Error('never'); },
      availability: async () => ({ available: false, reason: 'its addon is missing', remedy: 'npm install it' }) };`);
    await expect(auditStrategy(reference, dir)).rejects.toMatchObject({
      name: 'EnvironmentError',
      code: 'strategy-unavailable',
      message: "native can't be run here: its addon is missing. npm install it",
    });
  });

  it('a module that is no strategy', async () => {
    await expect(auditStrategy(moduleOf('export default 1;'), dir)).rejects.toMatchObject({
      code: 'strategy-unavailable',
    });
  });

  it('a strategy that brings the recording down, which is no verdict', async () => {
    const { fact } = await auditStrategy(
      moduleOf(`export default { id: 'dies', open() { process.exit(7); } };`),
      dir,
    );
    const why = 'nothing was recorded: exit code 7';
    expect(fact.variants).not.toEqual([]);
    expect(fact.variants.map(({ distrust, models }) => [distrust, models])).toEqual(
      fact.variants.map(() => [why, []]),
    );
    expect(judgeDurability('dies', fact)?.models.map(({ verdict }) => verdict)).toEqual(
      Array(4).fill('unknown'),
    );
  });
});

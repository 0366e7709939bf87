// A work directory is there for as long as it is used and gone afterwards, whatever way its user ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { killTree } from './kill-tree.js';
import { withWorkDirectory } from './work-directory.js';

const built = new URL('../../dist/harness/processes/work-directory.js', import.meta.url).href;

let parent = '';
let root = '';
let child: ChildProcess | null = null;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'holdfast-use-'));
  root = join(parent, 'work');
});
afterEach(() => {
  if (child?.pid !== undefined) killTree(child.pid);
  rmSync(parent, { recursive: true, force: true });
});

test('it is there, and gone afterwards, also when the work fails', async () => {
  const used = await withWorkDirectory(root, async (work) => {
    expect(existsSync(work.path)).toBe(true);
    return 'used';
  });
  expect(used).toBe('used');
  expect(readdirSync(parent)).toEqual([]);
  const failing = withWorkDirectory(root, async (work) => {
    work.caseDirectory('x');
    throw new Error('a bug');
  });
  await expect(failing).rejects.toThrow('a bug');
  expect(readdirSync(parent)).toEqual([]);
});

test('the reaper removes it when the harness is killed, without a next run', async () => {
  const script = `
    const { withWorkDirectory } = await import(${JSON.stringify(built)});
    await withWorkDirectory(${JSON.stringify(root)}, (work) => {
      console.log(work.path);
      return new Promise(() => setInterval(() => {}, 1000));
    });`;
  const harness = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = harness;
  const [chunk] = await once(harness.stdout, 'data');
  const path = String(chunk).trim();
  expect(existsSync(path)).toBe(true);
  harness.kill('SIGKILL');
  await vi.waitFor(() => expect(existsSync(path)).toBe(false), { timeout: 20_000 });
});

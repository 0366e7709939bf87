// The preload in real processes: records an unmodified program with its marks, injects faults, and does not
// affect processes that the program starts.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { traceSchema } from '../../../results/vocabulary/trace.js';
import { inTree } from '../directory.fixture.js';
import { PRELOAD_VARIABLE, type PreloadPlan, parsePreloadPlan } from './preload-plan.js';

const preload = new URL('../../../dist/harness/tap/handlers/preload-entry.js', import.meta.url).href;

function run(elsewhere: string, plan: PreloadPlan | string, dir: string, body: string) {
  const program = join(elsewhere, 'program.mjs');
  fs.writeFileSync(program, `import fs from 'node:fs'; const dir = process.argv[2]; ${body}`);
  const variable = typeof plan === 'string' ? plan : JSON.stringify(plan);
  return spawnSync(process.execPath, ['--import', preload, program, dir], {
    env: { ...process.env, [PRELOAD_VARIABLE]: variable },
    encoding: 'utf8',
  });
}

/** Runs the program while `dir` is recorded. */
function runRecorded(elsewhere: string, dir: string, body: string) {
  const output = join(elsewhere, 'trace.json');
  const child = run(elsewhere, { record: { directory: dir, output } }, dir, body);
  return { child, trace: traceSchema.parse(JSON.parse(fs.readFileSync(output, 'utf8'))) };
}

async function inTwoTrees(work: (dir: string, elsewhere: string) => void): Promise<void> {
  await inTree((dir) => inTree(async (elsewhere) => work(dir, elsewhere)));
}

describe('preload', () => {
  it('records with marks', async () => {
    await inTwoTrees((dir, elsewhere) => {
      const { child, trace } = runRecorded(
        elsewhere,
        dir,
        `
        const { channel } = await import('node:diagnostics_channel');
        channel('holdfast:mark').publish({ mark: 'attempt', rev: 1, token: 't' });
        await fs.promises.writeFile(dir + '/new', 'x');
        channel('holdfast:mark').publish({ mark: 'acked', rev: 1, token: 't' });`,
      );
      expect(child.stderr).toBe('');
      expect(trace.effects.map((one) => one.op)).toEqual(['mark', 'create', 'write', 'mark']);
      expect(trace.effects.at(-1)).toEqual({ op: 'mark', mark: 'acked', rev: 1, token: 't' });
      expect(trace.calls).toEqual([
        'attempt rev 1',
        'promises.writeFile/open(new)',
        'promises.writeFile/write(new)',
        'acked rev 1',
      ]);
      expect(trace.distrust).toBeNull();
    });
  });

  it('records a program that fails', async () => {
    await inTwoTrees((dir, elsewhere) => {
      const { child, trace } = runRecorded(
        elsewhere,
        dir,
        `
        fs.unlinkSync(dir + '/twin'); throw new Error('own failure');`,
      );
      expect([child.status, child.stderr.includes('own failure')]).toEqual([1, true]);
      expect(trace.effects.map((one) => one.op)).toEqual(['unlink']);
    });
  });

  it('injects by operation kind and directory', async () => {
    await inTwoTrees((dir, elsewhere) => {
      const fault = { type: 'error', code: 'EIO' } as const;
      const child = run(
        elsewhere,
        { inject: [{ at: 2, kind: 'fsync', within: dir, fault }] },
        dir,
        `
        const fd = fs.openSync(dir + '/file', 'r+'); fs.fsyncSync(fd);
        try { fs.fsyncSync(fd); } catch (error) { console.log(error.code); }`,
      );
      expect(child.stdout).toBe('EIO\n');
    });
  });

  it('hides its plan from children of the program, and distrusts the recording', async () => {
    await inTwoTrees((dir, elsewhere) => {
      const { child, trace } = runRecorded(
        elsewhere,
        dir,
        `
        fs.unlinkSync(dir + '/twin');
        const { execFileSync } = await import('node:child_process');
        console.log(String(execFileSync(process.execPath, ['-p', 'process.env.${PRELOAD_VARIABLE}'])).trim());`,
      );
      expect(child.stdout).toBe('undefined\n');
      expect(trace.distrust).toContain('child process started');
    });
  });

  it('refuses an invalid plan', async () => {
    await inTwoTrees((dir, elsewhere) => {
      expect(run(elsewhere, '{"stopp":{}}', dir, '').status).not.toBe(0);
      expect(run(elsewhere, '', dir, '').status).toBe(0);
    });
    expect(parsePreloadPlan(undefined)).toBeNull();
    expect(() => parsePreloadPlan('{"stop":{"at":0,"when":"before"}}')).toThrow();
  });
});

describe('a worker thread', () => {
  it('has its own tap, installed by its entry', async () => {
    await inTree(async (dir) => {
      const tapModule = (name: string) =>
        JSON.stringify(new URL(`../../../dist/harness/tap/${name}`, import.meta.url).href);
      const entry = `
        const { parentPort, workerData } = require('node:worker_threads');
        (async () => {
          const { installTap } = await import(${tapModule('patch/install.js')});
          await installTap();
          const { record } = await import(${tapModule('record/record.js')});
          const { writeFile } = await import('node:fs/promises');
          parentPort.postMessage(await record(workerData, () => writeFile(workerData + '/new', 'x')));
        })();`;
      const worker = new Worker(entry, { eval: true, workerData: dir });
      const message = await new Promise((resolve, reject) =>
        worker.once('message', resolve).once('error', reject),
      );
      await worker.terminate();
      const trace = traceSchema.parse(message);
      expect(trace.effects.map((one) => one.op)).toEqual(['create', 'write']);
      expect(trace.distrust).toBeNull();
    });
  });
});

// Crash experiments on real strategies, processes and files: the durability grade of every built-in strategy,
// recordings that must not be trusted, and kill points by stops inside the process and by SIGKILL.
import fs from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CrashStatesFact } from '../../results/facts/crash-states-fact.js';
import type { KillPointsFact } from '../../results/facts/kill-points-fact.js';
import { modelVerdict } from '../../results/verdicts/durability-grade.js';
import type { VariantId } from '../../results/vocabulary/persistence.js';
import { everyPointStopped } from '../../scenarios/checks/every-point-stopped.js';
import { killChecks } from '../../scenarios/checks/kill-checks.js';
import { survivesModel } from '../../scenarios/checks/survives-power-loss.js';
import { type StrategyId, strategies } from '../../strategies/strategy-registry.js';
import { durabilityOf } from '../judge/durability.js';
import { memoryPlace } from '../processes/testing/memory-place.js';
import { inCrashContext, writeStrategy } from './testing/crash-workbench.js';

// Children are forked from what was built.
const built = (name: string): string => new URL(`../../dist/harness/${name}.js`, import.meta.url).href;
const { judgeCrashStates } = (await import(
  built('crash/crash-states')
)) as typeof import('./crash-states.js');
const { stopAtEveryPoint } = (await import(built('crash/kill-points'))) as typeof import('./kill-points.js');

const plan = {
  writes: 2,
  documentBytes: 1200,
  statesMax: 40_000,
  statesPerPointMax: 2048,
  recoveriesMax: 30,
};
const crashStates = (reference: string): Promise<CrashStatesFact> =>
  inCrashContext(reference, (context) => judgeCrashStates(context, plan, 3));
const killPoints = (
  reference: string,
  sigkills = 3,
  patience: 'real' | 'virtual' = 'virtual',
): Promise<KillPointsFact> =>
  inCrashContext(reference, (context) =>
    stopAtEveryPoint(context, {
      documents: [
        { documentBytes: 300, moments: ['before', 'half', 'after'] },
        { documentBytes: 1024 * 1024, moments: ['half'] },
      ],
      sigkills,
      patience,
    }),
  );

async function available(id: StrategyId): Promise<boolean> {
  const { default: strategy } = await strategies[id]();
  return (await strategy.availability?.())?.available ?? true;
}

describe('the durability grade', () => {
  it.concurrent.each<[StrategyId, string, string[]]>([
    ['no-lock', 'weakest', []],
    ['flock', 'weakest', []],
    ['flock-keep', 'weakest', []],
    ['ofd', 'weakest', []],
    ['fcntl', 'weakest', []],
    ['lockfile', 'weakest', []],
    ['file-resync', 'journaled', ['lost-acknowledged-write']],
    ['unsynced-ancestor', 'journaled', ['lost-acknowledged-write']],
    ['synced-directory-only', 'kill', ['torn-document', 'zero-length-document']],
    ['unsynced-directory', 'kill', ['lost-acknowledged-write']],
    ['m03', 'kill', ['lost-acknowledged-write']],
    ['unsynced-rename', 'kill', ['lost-acknowledged-write', 'torn-document', 'zero-length-document']],
    ['in-place', 'none', ['torn-document', 'zero-length-document']],
    ['write-file-atomic', 'kill', ['litter', 'lost-acknowledged-write']],
    ['atomically', 'kill', ['litter', 'lost-acknowledged-write']],
    ['steno', 'kill', ['lost-acknowledged-write', 'torn-document', 'zero-length-document']],
  ])('of %s is %s', async (id, grade, kinds) => {
    if (!(await available(id))) return;
    const fact = await crashStates(id);
    const durability = durabilityOf([fact], false);
    expect(durability?.grade).toBe(grade);
    expect(durability?.models.find(({ verdict }) => verdict === 'fail')?.kinds ?? []).toEqual(kinds);
    for (const { variant, distrust, acknowledged, models } of fact.variants) {
      // Libraries that leave it to the caller to make directories.
      const cannotBegin = variant === 'directory-absent' && ['steno', 'write-file-atomic'].includes(id);
      const writes = { 'writer-died': 1, 'document-resized': 4 }[variant as string] ?? 2;
      expect({ distrust, acknowledged }).toEqual({ distrust: null, acknowledged: cannotBegin ? 0 : writes });
      expect(models.every(({ recovered }) => recovered > 0)).toBe(true);
    }
  });

  it('with the directory synced and not the file, a document that was there is safe in order', async () => {
    const [present] = (await crashStates('synced-directory-only')).variants;
    if (present === undefined) throw new Error('no variant');
    expect(modelVerdict(present, 'ordered')).toBe('pass');
    expect(modelVerdict(present, 'journaled')).toBe('fail');
  });

  it('comes with the one missing ordering, and with what each sync costs', async () => {
    if (!(await available('m03'))) return;
    const fact = await crashStates('m03');
    const { verdict, evidence } = survivesModel('ordered').judge([fact]);
    expect(verdict).toBe('fail');
    expect(evidence[0]?.description).toContain('its directory was synced before it, not after');
    const audit = fact.variants[0]?.audit ?? [];
    expect(audit.map(({ call }) => call)).toContain('fsyncSync(tasks.tmp)');
    expect(audit.every(({ costNs }) => costNs > 0)).toBe(true);
  });
});

describe('what only one of the recordings shows', () => {
  it.concurrent.each<[string, VariantId, 'journaled' | 'weakest']>([
    ['trusts-unsynced-slot', 'writer-died', 'weakest'],
    ['grows-without-sync', 'document-resized', 'journaled'],
  ])('of %s: %s, under %s', async (id, variant, model) => {
    const { href } = new URL(`../../dist/strategies/testing/broken/${id}.js`, import.meta.url);
    if (!(await available('two-slot'))) return;
    const { variants } = await crashStates(href);
    expect(variants.filter((one) => modelVerdict(one, model) === 'fail')).toEqual([
      expect.objectContaining({ variant, distrust: null }),
    ]);
  });
});

describe('what the tap cannot see', () => {
  let directory: string;
  beforeAll(() => {
    directory = fs.mkdtempSync(join(memoryPlace, 'holdfast-unseen-'));
  });
  afterAll(() => {
    fs.rmSync(directory, { recursive: true });
  });

  const unseen: [string, string, RegExp][] = [
    [
      'a child process',
      `fs.writeFileSync(file + '.x', text); childProcess.execFileSync('mv', [file + '.x', file]);`,
      /child process started/,
    ],
    [
      'a worker thread',
      `await new Promise((done) => new Worker(
         'const { workerData: [file, text] } = require("node:worker_threads"); require("node:fs").writeFileSync(file, text)',
         { eval: true, workerData: [file, text] }).on('exit', done));`,
      /worker thread started/,
    ],
    [
      'a native addon',
      `try { process.dlopen({ exports: {} }, '/nowhere/storage.node'); } catch {} fs.writeFileSync(file, text);`,
      /native addon storage\.node/,
    ],
    [
      'functions captured early',
      `globalThis.captured.writeFileSync(file, text);`,
      /not recorded|no operation/,
    ],
  ];

  it.each(unseen)('%s makes every verdict unknown', async (_, replace, reason) => {
    const reference = writeStrategy(fs.mkdtempSync(join(directory, 'mine-')), replace);
    const early = join(directory, 'early.mjs');
    fs.writeFileSync(early, `import fs from 'node:fs'; globalThis.captured = { ...fs };`);
    vi.stubEnv('NODE_OPTIONS', `--import ${pathToFileURL(early).href}`);
    try {
      const fact = await crashStates(reference);
      expect(fact.variants.map(({ distrust }) => distrust)).toEqual(
        fact.variants.map(() => expect.stringMatching(reason)),
      );
      expect(durabilityOf([fact], false)).toMatchObject({ grade: 'none' });
      const { verdict, summary } = survivesModel('ordered').judge([fact]);
      expect({ verdict, summary }).toEqual({ verdict: 'unknown', summary: expect.stringMatching(reason) });
      const points = await killPoints(reference, 1);
      expect(points.distrust).toMatch(reason);
      expect(everyPointStopped.judge([points]).verdict).toBe('unknown');
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('a strategy that dies is unknown, with its last words', async () => {
    const reference = writeStrategy(
      fs.mkdtempSync(join(directory, 'dies-')),
      `throw new Error('full moon');`,
    );
    const fact = await crashStates(reference);
    expect(fact.variants[0]?.distrust).toContain('full moon');
    expect((await killPoints(reference, 1)).distrust).toContain('full moon');
  });
});

describe('kill points', () => {
  const WATCHED_MS = 300;
  it.concurrent('a durable rename is fine at every one, and SIGKILL agrees', async () => {
    const fact = await killPoints('no-lock', 6);
    for (const check of killChecks) expect(check.judge([fact])).toMatchObject({ verdict: 'pass' });
    expect(fact.points.filter(({ mechanism }) => mechanism === 'sigkill')).toHaveLength(6);
    expect(fact.points.filter(({ documentBytes }) => documentBytes > 300)).toHaveLength(1);
    expect(fact.writes[0]?.operations[3]).toBe('renameSync(tasks.yaml.tmp, tasks.yaml)');
  });

  it.concurrent('in-place is torn in the middle, by a stop and by SIGKILL alike', async () => {
    const fact = await killPoints('in-place', 20);
    expect(everyPointStopped.judge([fact]).verdict).toBe('pass');
    const torn = fact.points.filter(
      ({ recovered }) =>
        recovered.type === 'error' || (recovered.type === 'document' && !recovered.observed.intact),
    );
    for (const mechanism of ['fence', 'sigkill']) {
      const where = torn
        .filter((point) => point.mechanism === mechanism && point.documentBytes === 300)
        .map(({ at, when }) => `${when} ${at}`);
      expect(where.sort()).toEqual(['after 1', 'before 2', 'half 2']);
    }
  });

  it.concurrent('a lock that nothing frees is waited for in vain', async () => {
    const waited = (await killPoints('stuck-lock', 1)).points.at(-1);
    expect(waited).toMatchObject({ mechanism: 'sigkill', nextWrite: { type: 'error', code: 'LOCKED' } });
    expect(waited?.nextWrite.recoveryNs).toBeGreaterThanOrEqual(15e9);
  });

  it.concurrent('ack-early loses what it acknowledged', async () => {
    const fact = await killPoints('ack-early', 0);
    const lost = fact.points.filter(
      ({ lastAcked, recovered }) =>
        lastAcked.rev === 2 && recovered.type === 'document' && recovered.observed.rev === 1,
    );
    expect(lost.length).toBeGreaterThan(0);
  });

  /**
   * Takes a lock over that is half a minute old, or that has not changed for as long as this client has
   * watched it.
   */
  const TIME_LOCKED = `
    const lock = file + '.lock';
    for (const beganMs = Date.now(); ; await new Promise((done) => setTimeout(done, 20))) {
      try { fs.mkdirSync(lock); break; } catch {}
      const watchedMs = Date.now() - beganMs;
      if (watchedMs > ${WATCHED_MS} || Date.now() - fs.statSync(lock).mtimeMs > 30_000) fs.rmdirSync(lock);
      else if (watchedMs >= lockTimeoutMs) throw Object.assign(new Error('held'), { code: 'LOCKED' });
    }
    fs.writeFileSync(file + '.tmp', text);
    fs.renameSync(file + '.tmp', file);
    fs.rmdirSync(lock);`;

  const waitedOnce = (fact: KillPointsFact): number => {
    const aged = fact.points.filter(({ agedMs }) => agedMs > 0);
    expect(aged.length).toBeGreaterThan(5);
    expect(aged.every(({ nextWrite }) => nextWrite.type === 'ok')).toBe(true);
    const waited = fact.points.at(-1);
    expect(waited).toMatchObject({ mechanism: 'sigkill', agedMs: 0, nextWrite: { type: 'ok' } });
    return (waited?.nextWrite.recoveryNs ?? 0) / 1e6;
  };

  it.concurrent('a lock that only time frees is waited for once, in real time', async () => {
    const directory = fs.mkdtempSync(join(memoryPlace, 'holdfast-time-locked-'));
    try {
      const waitedMs = waitedOnce(await killPoints(writeStrategy(directory, TIME_LOCKED), 1, 'real'));
      expect(waitedMs).toBeGreaterThan(WATCHED_MS);
      expect(waitedMs).toBeLessThan(15_000);
    } finally {
      fs.rmSync(directory, { recursive: true });
    }
  });

  it.concurrent('the shipped lock file is waited for in virtual time, until it is stale', async () => {
    const waitedMs = waitedOnce(await killPoints('lockfile', 1, 'virtual'));
    expect(waitedMs).toBeGreaterThan(2000);
    expect(waitedMs).toBeLessThan(15_000);
  });
});

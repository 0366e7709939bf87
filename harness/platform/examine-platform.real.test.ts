// The doctor on this machine, with the bindings as installed, with one missing, with one that lies and with
// one that crashes: on a local Linux file system its answers are the documented ones, and a broken binding is
// seen.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DoctorReport, Probe } from '../../results/facts/platform-probe.js';
import { surprises, whyNot } from './examine-platform.js';
import { traitOf } from './file-system-traits.js';
import { expectation } from './probes/expectations.js';
import { describeSteps } from './probes/file-probes.js';
import { lockProbes } from './probes/lock-probes.js';

const project = fileURLToPath(new URL('../../', import.meta.url));
let dir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'holdfast-doctor-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** The suite runs beside others: what is tested is what the doctor sees, not how fast. */
const patient = { answerMs: 20_000, freedMs: 10_000 };

async function runBuilt(home: string, name: string): Promise<DoctorReport> {
  const entry = pathToFileURL(join(home, 'dist/harness/platform/examine-platform.js')).href;
  const { runDoctor }: typeof import('./examine-platform.js') = await import(entry);
  return runDoctor(join(dir, name), patient);
}

/** A copy of the built project that sees only the given addons. */
function copyWith(name: string, addons: Record<string, string>): string {
  const home = join(dir, `home-${name}`);
  cpSync(join(project, 'dist'), join(home, 'dist'), { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }');
  mkdirSync(join(home, 'node_modules'));
  symlinkSync(join(project, 'node_modules', 'zod'), join(home, 'node_modules', 'zod'), 'junction');
  for (const [addon, source] of Object.entries(addons)) {
    mkdirSync(join(home, 'node_modules', addon));
    writeFileSync(join(home, 'node_modules', addon, 'package.json'), '{ "version": "0.0.1" }');
    writeFileSync(join(home, 'node_modules', addon, 'index.js'), source);
  }
  return home;
}

const outcomeOf = (report: DoctorReport, id: string): string | undefined =>
  report.probes.find((probe) => probe.id === id)?.outcome;

describe('the real thing', () => {
  let report: DoctorReport;
  beforeAll(async () => {
    report = await runBuilt(project, 'real');
  });

  test('answers every question and leaves nothing behind', () => {
    const ids = report.probes.map((probe) => probe.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id } of lockProbes) expect(ids).toContain(id);
    expect(report.probes.filter((probe) => probe.outcome === 'unknown')).toEqual([]);
    for (const probe of report.probes) if (probe.outcome === 'n/a') expect(probe.detail).not.toBe('');
    expect(readdirSync(dir)).toEqual([]);
  });

  test.runIf(process.platform === 'linux')('on a local file system it sees what is documented', (context) => {
    const trait = traitOf(report.platform.fileSystem.type);
    if (trait !== 'local' && trait !== 'memory') return context.skip(`${trait} file system`);
    const promised = report.probes.filter((probe) => probe.expected !== undefined && probe.outcome !== 'n/a');
    expect(promised.length).toBeGreaterThan(3);
    // The cost of fsync is the device's (a virtual disk may well answer at once); all else is the kernel's.
    const kernels = promised.filter((probe) => probe.id !== 'fsync-waits');
    expect(kernels.map((it) => [it.id, it.outcome])).toEqual(
      kernels.map((it) => [it.id, it.expected?.outcome]),
    );
  });
});

describe.runIf(process.platform === 'linux')('with bindings that are broken on purpose', () => {
  test('a missing one is n/a with a remedy, a lying one is caught', async () => {
    const lying = `module.exports = {
      constants: { F_WRLCK: 1 }, flockSync() {}, fcntl(fd, command, type, done) { setImmediate(done, null); },
    };`;
    const report = await runBuilt(copyWith('lying', { 'fs-ext': lying }), 'lying');
    expect(outcomeOf(report, 'flock-excludes-processes')).toBe('no');
    expect(outcomeOf(report, 'posix-excludes-processes')).toBe('no');
    // It never held, so nothing can be said of how it is lost or freed.
    expect(outcomeOf(report, 'flock-lost-on-close')).toBe('unknown');
    expect(outcomeOf(report, 'flock-freed-by-kill')).toBe('unknown');
    expect(report.warnings.join('\n')).toMatch(
      /flock: does it exclude another process\? Here: no; documented: yes/,
    );

    const ofd = report.probes.find((probe) => probe.id === 'ofd-excludes-processes');
    expect(ofd?.outcome).toBe('n/a');
    expect(ofd?.detail).toMatch(/npm install .*fs-native-extensions/);
    expect(outcomeOf(report, 'addon-fs-native-extensions')).toBe('no');
  });

  test('one that refuses everything, and one that brings the process down, cost only their own answers', async () => {
    const refusing = `module.exports = { constants: { F_WRLCK: 1 },
      flockSync() { throw Object.assign(new Error('no locks'), { code: 'ENOLCK' }); },
      fcntl(fd, command, type, done) { setImmediate(done, Object.assign(new Error('busy'), { code: 'EAGAIN' })); },
    };`;
    const crashing = `module.exports = { tryLock() { process.kill(process.pid, 'SIGKILL'); for (;;); } };`;
    const home = copyWith('crashing', { 'fs-ext': refusing, 'fs-native-extensions': crashing });
    const report = await runBuilt(home, 'crashing');
    expect(outcomeOf(report, 'flock-excludes-processes')).toBe('n/a');
    expect(outcomeOf(report, 'posix-excludes-processes')).toBe('unknown');
    expect(outcomeOf(report, 'ofd-excludes-processes')).toBe('unknown');
    expect(outcomeOf(report, 'ofd-freed-by-kill')).toBe('unknown');
    expect(outcomeOf(report, 'exclusive-create')).toBe('yes');
  });
});

describe('beside the documentation', () => {
  const probe = (outcome: Probe['outcome'], expected?: 'yes' | 'no'): Probe => ({
    id: 'x',
    title: 'Does it?',
    outcome,
    detail: '',
    ...(expected === undefined ? {} : { expected: { outcome: expected, source: 'x(2)' } }),
  });

  test('only a definite answer can contradict', () => {
    expect(
      surprises([probe('yes', 'yes'), probe('n/a', 'yes'), probe('unknown', 'no'), probe('no')]),
    ).toEqual([]);
    expect(surprises([probe('no', 'yes')])).toEqual(['Does it? Here: no; documented: yes (x(2)).']);
  });

  test('nothing is promised for locks over a network', () => {
    expect(expectation('flock-excludes-processes', 'linux', 'network')).toBeNull();
    expect(expectation('flock-excludes-processes', 'linux', 'local')?.outcome).toBe('yes');
    expect(expectation('directory-fsync', 'win32', 'unknown')?.outcome).toBe('no');
    expect(expectation('directory-fsync', 'aix', 'local')).toBeNull();
  });

  test('kinds of lock that a platform can’t have are said to be absent', () => {
    const addons = ['fs-ext', 'fs-native-extensions'].map((name) => ({
      name,
      version: '1',
      loaded: true,
      remedy: null,
    }));
    expect(whyNot('posix', addons, 'win32')).toMatch(/Windows/);
    expect(whyNot('ofd', addons, 'darwin')).toMatch(/Linux only/);
    expect(whyNot('ofd', addons, 'linux')).toBeNull();
    expect(whyNot('flock', [], 'linux')).toMatch(/fs-ext is missing/);
  });

  test.each([
    [[5n, 5n], 2, 'yes'],
    [[5n], 2, 'no'],
    [[], 100, 'no'],
    [[], 0, 'unknown'],
  ] as const)('steps %o of %d writes: %s', (steps, writes, outcome) => {
    expect(describeSteps(steps, writes).outcome).toBe(outcome);
  });
});

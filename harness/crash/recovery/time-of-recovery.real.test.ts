// Recovery goes by the time of the dead writer and not by the machine's: how slow the machine is makes no
// lock lose its time, and a minute has passed after a reboot for whatever tells a lock's age: times of files,
// a time that the lock says, the boot of the machine.
import { describe, expect, it } from 'vitest';
import type { CrashStatesFact } from '../../../results/facts/crash-states-fact.js';
import { durabilityOf } from '../../judge/durability.js';
import { inCrashContext, writeStrategy } from '../testing/crash-workbench.js';

// Children are forked from what was built.
const built = (name: string): string =>
  new URL(`../../../dist/harness/crash/${name}.js`, import.meta.url).href;
const { judgeCrashStates } = (await import(built('crash-states'))) as typeof import('../crash-states.js');
const { stopAtEveryPoint } = (await import(built('kill-points'))) as typeof import('../kill-points.js');

const plan = { writes: 2, documentBytes: 600, statesMax: 40_000, statesPerPointMax: 2048, recoveriesMax: 60 };

function failuresOf(replace: string): Promise<string[]> {
  return inCrashContext('', async (context) => {
    const reference = writeStrategy(context.freshDirectory('strategy'), replace);
    const fact: CrashStatesFact = await judgeCrashStates({ ...context, reference }, plan, 3);
    expect(fact.variants.map(({ distrust }) => distrust)).toEqual(fact.variants.map(() => null));
    return durabilityOf([fact], false)?.models.flatMap(({ kinds }) => kinds) ?? ['nothing'];
  });
}

const commit = `
  const fd = fs.openSync(file + '.tmp', 'w');
  fs.writeSync(fd, text);
  fs.fsyncSync(fd);
  fs.closeSync(fd);
  fs.renameSync(file + '.tmp', file);
  for (let at = path.dirname(file), up = 0; up < 3; up++, at = path.dirname(at)) {
    const dir = fs.openSync(at, 'r');
    fs.fsyncSync(dir);
    fs.closeSync(dir);
  }`;

/** \`isOld\`: of the lock that is there, by a statement that returns. */
const locked = (said: string, isOld: string): string => `
  const lock = file + '.lock';
  const fail = (code) => Object.assign(new Error(code), { code });
  const isOld = () => { ${isOld} };
  const os = process.getBuiltinModule?.('node:os') ?? (await import('node:os')).default;
  for (const deadline = performance.now() + lockTimeoutMs; ; ) {
    try {
      fs.writeFileSync(lock, String(${said}), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isOld()) fs.rmSync(lock, { force: true });
    else if (performance.now() >= deadline) throw fail('LOCKED');
    else await new Promise((resolve) => setTimeout(resolve, 10));
  }
  try {
    ${commit}
  } finally {
    fs.rmSync(lock, { force: true });
  }`;

const STALE_MS = 10_000;
const mtime = 'fs.statSync(lock).mtimeMs';

describe.runIf(process.platform === 'linux')('a lock that is old', () => {
  it.concurrent.each([
    ['by its time of change', '""', `return Date.now() - ${mtime} > ${STALE_MS};`],
    [
      'by the time that it says',
      'Date.now()',
      `return !(Date.now() - Number(fs.readFileSync(lock)) < ${STALE_MS});`,
    ],
    [
      'because the machine was started since, by os.uptime',
      '""',
      `return Date.now() - os.uptime() * 1000 > ${mtime};`,
    ],
    [
      'because the machine was started since, by /proc/uptime',
      '""',
      `return Date.now() - parseFloat(fs.readFileSync('/proc/uptime', 'utf8')) * 1000 > ${mtime};`,
    ],
    [
      'because the machine was started since, by /proc/stat',
      '""',
      `return Number(/^btime (\\d+)$/m.exec(fs.readFileSync('/proc/stat', 'utf8'))[1]) * 1000 > ${mtime};`,
    ],
  ])('%s, is no reason why a write after a power loss is refused', async (_, said, isOld) => {
    expect(await failuresOf(locked(said, isOld))).toEqual([]);
  });
});

it('a lock that nothing makes old is', async () => {
  expect(await failuresOf(locked('""', 'return false;'))).toContain('follow-up-failed');
});

/** The processor is busy for longer than the lock lasts, and no clock is read meanwhile. */
const slowLease = `
  const until = performance.now() + 2;
  for (let turns = 0, sum = 0; turns < 5e6; turns++) sum += turns % 7;
  if (file.includes('states') && performance.now() > until) throw Object.assign(new Error('lost'), { code: 'LOCK_LOST' });
  ${commit}`;

it('a slow machine takes no time away from a lock', async () => {
  expect(await failuresOf(slowLease)).toEqual([]);
});

it('a writer that was killed has died just now, however late its successor comes', async () => {
  await inCrashContext('', async (context) => {
    const source = locked('""', `return Date.now() - ${mtime} > 100;`);
    const reference = writeStrategy(context.freshDirectory('strategy'), source);
    const { points } = await stopAtEveryPoint(
      { ...context, reference },
      { documents: [{ documentBytes: 300, moments: ['after'] }], sigkills: 0, patience: 'virtual' },
    );
    // Everything was made older before the lock gave way.
    expect(points.some(({ mechanism, agedMs }) => mechanism === 'fence' && agedMs > 0)).toBe(true);
    expect(points.every(({ nextWrite }) => nextWrite.type === 'ok')).toBe(true);
  });
});

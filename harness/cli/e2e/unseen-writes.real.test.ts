// Strategies that write past the tap, judged in a whole run: each verdict on power loss is unknown and says
// why, in the findings and in the grade, and none is GO. Beside them the same strategy without the bypass,
// which is judged.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Judged } from '../../../results/verdicts/judged.js';
import { judgedIn, rowOf, Workbench } from './workbench.js';

const bench = new Workbench();
let judged: Judged;

const DURABLE = `
  const fd = fs.openSync(file + '.tmp', 'w');
  fs.writeSync(fd, text);
  fs.fsyncSync(fd);
  fs.closeSync(fd);
  fs.renameSync(file + '.tmp', file);
  const dir = fs.openSync(path.dirname(file), 'r');
  fs.fsyncSync(dir);
  fs.closeSync(dir);`;

/** By id: how the file is replaced, and the reason that must be told. null: the recording can be trusted. */
const unseen: [id: string, replace: string, reason: RegExp | null][] = [
  ['plain', DURABLE, null],
  [
    'loaded-early',
    `globalThis.takenEarly.writeFileSync(file, text);`,
    /was not recorded|no operation was seen/,
  ],
  [
    'other-bytes',
    `${DURABLE} globalThis.takenEarly.writeFileSync(file, text + ' ');`,
    /holds \d+ other bytes than/,
  ],
  [
    'child-process',
    `fs.writeFileSync(file + '.x', text); childProcess.execFileSync('mv', [file + '.x', file]);`,
    /child process started/,
  ],
  [
    'native-addon',
    `try { process.dlopen({ exports: {} }, '/nowhere/storage.node'); } catch {} ${DURABLE}`,
    /native addon storage\.node/,
  ],
];

const sourceOf = (id: string, replace: string): string => `
  import fs from 'node:fs'; import path from 'node:path'; import childProcess from 'node:child_process';
  export default { id: '${id}', async open(file) {
    const read = () => fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : null;
    return {
      async read() { return read(); },
      async write(next, expected) {
        if (!fs.existsSync(path.dirname(file))) fs.mkdirSync(path.dirname(file), { recursive: true });
        const stored = { ...next, rev: (read()?.rev ?? 0) + 1 };
        const text = JSON.stringify(stored);
        ${replace}
        return stored;
      },
      async close() {},
    };
  } };`;

beforeAll(async () => {
  // What a preload of somebody's does: it has the functions before the tap is there.
  const early = bench.path('early.mjs');
  fs.writeFileSync(early, `import fs from 'node:fs'; globalThis.takenEarly = { ...fs };`);
  for (const [id, replace] of unseen) fs.writeFileSync(bench.path(`${id}.mjs`), sourceOf(id, replace));
  vi.stubEnv('NODE_OPTIONS', `--import ${pathToFileURL(early).href}`);
  const files = unseen.map(([id]) => `./${id}.mjs`).join();
  const ending = await bench.run(
    ...['run', '--profile', 'quick', '--json', '--out', 'out'],
    ...['--strategy', files, '--scenario', 'power-loss'],
  );
  judged = judgedIn(ending);
}, 240_000);

afterAll(() => {
  vi.unstubAllEnvs();
  bench.remove();
});

const onPowerLoss = (id: string) =>
  rowOf(judged, id).findings.filter(
    ({ scenario, check }) => scenario === 'power-loss' && /survives/.test(check),
  );

describe('in a run, power loss of a strategy', () => {
  it.each(unseen.filter(([, , reason]) => reason !== null))(
    '%s is unknown, and says why',
    (id, _, reason) => {
      const row = judged.strategies.find((strategy) => strategy.id === id);
      expect(row?.decision).not.toBe('GO');
      expect(row?.durability?.grade).toBe('none');
      expect(row?.durability?.models.map(({ verdict }) => verdict)).toEqual(Array(4).fill('unknown'));
      const findings = onPowerLoss(id);
      expect(findings.map(({ verdict }) => verdict)).toEqual(Array(3).fill('unknown'));
      for (const { summary } of findings) expect(summary).toMatch(reason ?? /never/);
    },
  );

  it('that writes where it can be seen is judged in the same run', () => {
    const verdicts = onPowerLoss('plain').map(({ verdict }) => verdict);
    expect(verdicts).toHaveLength(3);
    expect(verdicts).not.toContain('unknown');
  });

  it('leaves the canaries caught', () => {
    expect(judged.canaries.filter(({ caught }) => caught !== true)).toEqual([]);
  });
});

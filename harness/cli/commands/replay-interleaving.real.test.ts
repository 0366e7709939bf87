// holdfast replay of an interleaving: a real race led again from the command line, by its own strategy and by
// another, and what a replay says that was not run. What a capsule may not say is tested beside its reader.
import { existsSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { InterleavingCapsule } from '../../../results/capsules/interleaving-capsule.js';
import { writtenInterleavingCapsule } from '../../../results/testing/interleaving-capsule-fixture.js';
import type * as exploring from '../../interleavings/explore-interleavings.js';
import { notReplayed } from '../../interleavings/replay-interleaving.js';
import type * as here from '../../run/replay-interleaving-here.js';
import { CliBench, type ScriptedAnswers } from '../testing/cli-bench.js';

// Clients exist only in dist/.
const built = (path: string): string => new URL(`../../../dist/harness/${path}`, import.meta.url).href;
const { replayInterleavingHere }: typeof here = await import(built('run/replay-interleaving-here.js'));
const { explore }: typeof exploring = await import(built('interleavings/explore-interleavings.js'));

let bench: CliBench;
afterEach(() => bench.remove());
const newBench = (script: ScriptedAnswers = {}) => {
  bench = new CliBench({ replayInterleaving: replayInterleavingHere, ...script });
  return bench;
};

/** One that was really found. */
let race: InterleavingCapsule;
beforeAll(async () => {
  const finding = new CliBench();
  const plan = {
    variant: 'plain',
    writers: 2,
    writes: 1,
    readers: 0,
    search: 'dfs',
    preemptions: 1,
  } as const;
  const fact = await explore(
    {
      reference: 'no-lock',
      freshDirectory: () => finding.path('.'),
      registerProcess: () => () => {},
    },
    [{ ...plan, schedulesMax: 500, msMax: 60_000, findAll: false }],
    { scope: 'processes', seed: 1 },
  );
  finding.remove();
  const lost = fact.capsules.find(({ outcome }) => outcome === 'lost-update');
  if (lost === undefined) throw new Error('nothing lost');
  race = lost;
});

const put = (capsule: InterleavingCapsule) => bench.write('capsule.json', JSON.stringify(capsule));
const leftBehind = () => (existsSync(bench.path('.holdfast')) ? readdirSync(bench.path('.holdfast')) : null);

describe('a capsule of a built-in strategy', () => {
  test('is told in lanes, ends with 0, and leaves nothing behind', async () => {
    newBench();
    put(race);
    const { code, out, err } = await bench.run('replay', 'capsule.json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^capsule of no-lock: lost-update among 2 writers of 1 write \(processes, plain, 1 preemption\)/,
    );
    expect(out).toMatch(/What happened now:\n +client 0 +client 1\n/);
    expect(out).toMatch(/\d\* +open(, stat)?(, read)? tasks\.yaml [A-Z]/);
    expect(out).toContain('write acknowledged: rev 2');
    expect(out).toContain('lost-update: Two writes that both started from rev 1 took effect as rev 2');
    expect(out.trimEnd().split('\n').at(-1)).toBe('Replay: same: lost-update, as recorded.');
    expect(leftBehind()).toBeNull();
  });

  test('as JSON, from stdin', async () => {
    newBench({ stdin: JSON.stringify(race) });
    const { code, out } = await bench.run('--json', 'replay', '-');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      capsule: { kind: 'interleaving', strategy: { id: 'no-lock' }, variant: 'plain' },
      verdict: 'same',
      recorded: 'lost-update',
      now: { leftAt: null, lanes: race.lanes },
    });
  });

  test('with a sound strategy nothing goes wrong: 1', async () => {
    newBench();
    put(race);
    const { code, out } = await bench.run('replay', 'capsule.json', '--strategy', 'flock');
    expect(out).toMatch(
      /Replay: different: lost-update was recorded; with this strategy\s+nothing goes wrong/,
    );
    expect(code).toBe(1);
    expect(leftBehind()).toBeNull();
  });

  test('of another version ends with 3, shows what was recorded and says why', async () => {
    newBench();
    put({ ...race, strategy: { id: 'old', reference: 'old' } });
    const { code, out } = await bench.run('replay', 'capsule.json');
    expect(code).toBe(3);
    expect(out).toContain('What was recorded:');
    expect(out.replace(/\s+/g, ' ')).toMatch(/There is no strategy "old"; .* shows them\./);
  });
});

describe('a module of its own', () => {
  test('is not loaded without --trust, and then nothing can be told: 3', async () => {
    newBench();
    const mark = bench.path('loaded');
    const module = bench.write(
      'mine.mjs',
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(mark)}, ''); export default { id: 'mine' };`,
    );
    put({ ...race, strategy: { id: 'mine', reference: pathToFileURL(module).href } });
    const { code, out } = await bench.run('replay', 'capsule.json');
    expect(code).toBe(3);
    expect(out).toContain('What was recorded:');
    expect(out).toContain('load it with --trust');
    expect(existsSync(mark)).toBe(false);
  });
});

test('text in it can neither draw on the terminal nor command a CI runner', async () => {
  const evil = '\u001b[2J::error::x';
  newBench({
    replayInterleaving: (capsule) => Promise.resolve(notReplayed(capsule, `${evil} is not here`)),
  });
  put(
    writtenInterleavingCapsule({
      strategy: { id: evil, reference: evil },
      sentence: evil,
      lanes: [{ client: 0, text: evil, preempted: null }],
      environment: { platform: evil, node: evil, holdfast: evil, fileSystem: evil },
    }),
  );
  const { code, out } = await bench.run('replay', 'capsule.json');
  expect(code).toBe(3);
  expect(out).not.toContain('\u001b');
  expect(out).not.toMatch(/^\s*::/m);
  expect(out).toContain('(as the capsule says)');
});

// holdfast explore from the command line, over searches that only say what a test tells them: what is asked of the
// search, exit codes, texts, files, and what a wrong command line is told.
import { existsSync, readdirSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { interleavingCapsuleSchema } from '../../../results/capsules/interleaving-capsule.js';
import type { InterleavingsFact } from '../../../results/facts/interleavings-fact.js';
import { writtenInterleavingCapsule } from '../../../results/testing/interleaving-capsule-fixture.js';
import type { ExploreRequest } from '../../run/run-contract.js';
import { CliBench } from '../testing/cli-bench.js';
import { cleanFact, factWith, raceOf } from '../testing/exploration-fixture.js';
import { explore as drive, type ExploreResult } from '../testing/exploring.js';

let bench: CliBench;
afterEach(() => bench.remove());

async function explore(...input: Parameters<typeof drive>): Promise<ExploreResult> {
  const explored = await drive(...input);
  bench = explored.bench;
  return explored;
}

const violated = (request: ExploreRequest): InterleavingsFact =>
  factWith(
    request,
    { coverage: { completeTo: 1, sampled: 0 }, violations: [raceOf()] },
    { capsules: [writtenInterleavingCapsule()] },
  );

const linesOf = (text: string): string[] => text.trimEnd().split('\n');

describe('no violation', () => {
  test('0, with what was covered, and nothing is written', async () => {
    const { code, out, err } = await explore(['flock', '--seed', '5']);
    expect(code).toBe(0);
    expect(linesOf(out)).toEqual([
      'flock: 2 clients × 2 writes as processes, every schedule with at most 3 preemptions, plain, seed 5',
      '  plain: all schedules of 2 × 2 with at most 3 preemptions: no violation',
      '    1,234 schedules run, 300 predicted or cut short, 45,678 steps, 3.2 s (479/s)',
      '',
      'Decision: ✓ NO VIOLATION within this coverage',
      "Next: holdfast explore flock --seed 5 --variant '*'  (crashes, pauses, clock jumps, readers)",
    ]);
    expect(err).toContain('plain: preemptions 1 · 800 schedules · 400/s · 2 s\n');
    expect(readdirSync(bench.cwd)).toEqual([]);
  });

  test('random schedules come with their bound', async () => {
    const { code, out } = await explore(['flock', '--search', 'walk']);
    expect(code).toBe(0);
    expect(out).toContain('plain: 1,000 random schedules (p < 0.30 % at 95 %) of 2 × 2: no violation');
  });

  test('as JSON, one document', async () => {
    const { code, out } = await explore(['flock', '--json', '-q']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      strategy: 'flock',
      verdict: 'none-found',
      lacks: [],
      interrupted: false,
      files: [],
      kind: 'interleavings',
      variants: [{ variant: 'plain', coverage: { completeTo: 3 } }],
    });
  });
});

describe('a violation', () => {
  test('1, with its schedule, its capsule and the command that replays it', async () => {
    const { code, out } = await explore(['m03'], violated);
    const folder = 'results/explorations/2026-11-23T10-00-00-linux-x64-3f9a';
    const file = `${folder}/capsules/m03.processes.plain.lost-update.json`;
    expect(code).toBe(1);
    expect(out).toContain('✗ lost-update (plain): 2 preemptions, after 153 schedules, seen in 3 schedules');
    expect(out).toContain('Client 0 and client 1 both held the lock tasks.lock, on inodes A and B');
    expect(out).toMatch(/^ +client 0 +client 1$/m);
    expect(out).toMatch(/2\* +open tasks\.lock A/);
    expect(out).toContain(`  capsule: ${file}\n  replay:  holdfast replay ${file}\n`);
    expect(linesOf(out).slice(-2)).toEqual([
      'Decision: ✗ VIOLATED',
      `Next: holdfast replay ${file}  (the same schedule again)`,
    ]);
    expect(interleavingCapsuleSchema.parse(JSON.parse(bench.read(file)))).toEqual(
      writtenInterleavingCapsule(),
    );
    expect(readdirSync(bench.cwd)).toEqual(['results']);
  });

  test('two classes of one schedule show it once', async () => {
    const { out } = await explore(['m03'], (request) => {
      const twice = [raceOf(), raceOf({ class: 'duplicate-rev', capsule: 1 })];
      return factWith(
        request,
        { violations: twice, distrust: 'step 9 was another one' },
        {
          capsules: [writtenInterleavingCapsule(), writtenInterleavingCapsule({ outcome: 'duplicate-rev' })],
        },
      );
    });
    expect(out.match(/client 0 +client 1/g)).toHaveLength(1);
    expect(out).toMatch(
      /✗ duplicate-rev \(plain\).*\n.*\n\n {2}shown by the same schedule as lost-update \(plain\)\n/,
    );
    expect(out).toContain('not trusted beyond that: step 9 was another one');
    expect(
      readdirSync(bench.path('results/explorations/2026-11-23T10-00-00-linux-x64-3f9a/capsules')),
    ).toHaveLength(2);
  });

  test('--out names the directory, and JSON the files', async () => {
    const { code, out } = await explore(['m03', '--out', 'kept', '--json'], violated);
    expect(code).toBe(1);
    const told = JSON.parse(out);
    expect(told).toMatchObject({
      verdict: 'violated',
      files: ['kept/capsules/m03.processes.plain.lost-update.json'],
    });
    expect(told.next).toBe(`holdfast replay ${told.files[0]}`);
    expect(existsSync(bench.path(told.files[0]))).toBe(true);
  });

  test('it stands although the search ended early, and although it was not the first variant', async () => {
    const { code } = await explore(['m03', '--variant', 'plain,crash'], (request) => {
      const fact = cleanFact(request);
      const [plain, crash] = fact.variants;
      if (plain === undefined || crash === undefined) throw new Error('two plans were asked for');
      const coverage = { completeTo: null, sampled: 0 };
      return {
        ...fact,
        variants: [
          { ...plain, coverage },
          { ...crash, coverage, violations: [raceOf()] },
        ],
        capsules: [writtenInterleavingCapsule({ variant: 'crash' })],
      };
    });
    expect(code).toBe(1);
    expect(
      readdirSync(bench.path('results/explorations/2026-11-23T10-00-00-linux-x64-3f9a/capsules')),
    ).toEqual(['m03.processes.crash.lost-update.json']);
  });

  test("a module of one's own is named in the command that replays it", async () => {
    const asked: ExploreRequest[] = [];
    bench = new CliBench({
      exploreStrategy: (request) => {
        asked.push(request);
        return Promise.resolve({ fact: violated(request) });
      },
    });
    bench.write(
      'my store.mjs',
      'export default { id: "mine", async open() { throw new Error("not today"); } };',
    );
    const { out } = await bench.run('explore', './my store.mjs', '--out', 'kept');
    expect(asked[0]?.reference).toMatch(/^file:.*my%20store\.mjs$/);
    expect(linesOf(out).at(-1)).toContain(
      "Next: holdfast replay kept/capsules/mine.processes.plain.lost-update.json --strategy './my store.mjs'",
    );
  });
});

describe('what can not be told: 3', () => {
  test.each<[string, string[], (request: ExploreRequest) => InterleavingsFact, string, string]>([
    [
      'the search ended before the bound',
      [],
      (request) => factWith(request, { coverage: { completeTo: 1, sampled: 0 } }),
      'plain: the search ended early, after all schedules of 2 × 2 with at most 1 preemption',
      'Next: holdfast explore m03 --clients 2 --writes 2 --preemptions 3 --seed 9 --max-time 4m00s  (the same with more time)',
    ],
    [
      'before the number of random schedules',
      ['--search', 'pct'],
      (request) =>
        factWith(request, { coverage: { completeTo: null, sampled: 999 }, schedules: 999, cut: 0 }),
      'plain: the search ended early, after 999 random schedules',
      '--search pct --schedules 1000 --preemptions 3',
    ],
    [
      'most random schedules were drawn before clients knew where to stop',
      ['--search', 'walk'],
      (request) => factWith(request, { coverage: { completeTo: null, sampled: 499 } }),
      'plain: the search ended early, after 499 random schedules',
      '--search walk --schedules 1000',
    ],
    [
      'the strategy is not deterministic',
      [],
      (request) => factWith(request, { distrust: 'step 3 was another one' }),
      'plain: nothing may be concluded: step 3 was another one',
      'Next: holdfast run --strategy m03',
    ],
    [
      'the platform has no way',
      [],
      (request) => ({
        ...cleanFact(request),
        variants: [],
        unavailable: { reason: 'no FIFOs', remedy: 'use Linux' },
      }),
      'no schedule can be run here: no FIFOs',
      'Next: holdfast doctor',
    ],
    [
      'a variant was never searched',
      ['--variant', 'plain,crash'],
      (request) => ({ ...cleanFact(request), variants: cleanFact(request).variants.slice(0, 1) }),
      'crash: nothing was searched',
      '--variant plain,crash',
    ],
  ])('%s', async (_name, argv, find, why, next) => {
    const { code, out } = await explore(['m03', '--seed', '9', ...argv], find);
    expect(code).toBe(3);
    expect(out).toContain(why);
    expect(linesOf(out).at(-2)).toBe('Decision: ? INCONCLUSIVE');
    expect(linesOf(out).at(-1)).toContain(next);
    expect(readdirSync(bench.cwd)).toEqual([]);
  });
});

describe('interruption: 130', () => {
  test('what was covered until then is told', async () => {
    const find = (request: ExploreRequest) => factWith(request, { coverage: { completeTo: 0, sampled: 0 } });
    const { code, out, err } = await explore(['m03'], find, { interrupted: true });
    expect(code).toBe(130);
    expect(err).toContain('SIGINT: saving what is finished');
    expect(out).toContain('all schedules of 2 × 2 with no preemption');
    expect(out).toContain('interrupted: the above was covered until then');
    expect(bench.idle).toBe(true);
  });

  test('a violation that was found before is kept', async () => {
    const { code } = await explore(['m03', '--out', 'kept'], violated, { interrupted: true });
    expect(code).toBe(130);
    expect(readdirSync(bench.path('kept/capsules'))).toHaveLength(1);
  });

  test.each([[[]], [['--json']]])('a search that does not answer any more %j', async (argv) => {
    const { code, out } = await explore(['m03', ...argv], () => null, { interrupted: true });
    expect(code).toBe(130);
    expect(out).toContain('the search did not report in time what it had covered');
    expect(out).toContain('800');
    if (argv.length > 0)
      expect(JSON.parse(out)).toMatchObject({ verdict: 'inconclusive', interrupted: true });
  });
});

test('the machine, or the search itself, fails: 4', async () => {
  bench = new CliBench();
  const { code, out, err } = await bench.run('explore', 'm03');
  expect({ code, out }).toEqual({ code: 4, out: '' });
  expect(err).toContain('There is nothing to explore with.');
});

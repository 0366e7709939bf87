// holdfast try from the command line, over experiments that only say what a test tells them: what is told
// when, once for each kind of failure, exit codes, and that it never says GO.
import { afterEach, expect, test } from 'vitest';
import type { StoredRun } from '../../../results/archive/stored-run.js';
import { finding, strategy as judgedAs, lostUpdate } from '../../../results/testing/judged-fixture.js';
import { caseOf, runOf } from '../../../results/testing/run-fixture.js';
import type { TryRequest } from '../../run/run-contract.js';
import { CliBench, type ScriptedAnswers } from '../testing/cli-bench.js';

let bench: CliBench;
afterEach(() => bench.remove());

const failing = judgedAs('flock', 'NO-GO', 'NO-GO', {
  findings: [finding('mixed', 'threads', 'no-lost-update', 'fail', { evidence: [lostUpdate] })],
});
const sound = judgedAs('flock', 'GO', 'GO');

interface Tried {
  code: number;
  out: string;
  err: string;
  requests: TryRequest[];
  looked: number;
}

/** `experiments`: what each shows, or why it could not be run. */
async function tried(
  argv: string[],
  experiments: readonly { judged?: typeof sound; fault?: string }[],
  script: ScriptedAnswers = {},
): Promise<Tried> {
  const requests: TryRequest[] = [];
  let looked = 0;
  bench = new CliBench({
    ...script,
    tryStrategy: async (request, observer, signal) => {
      requests.push(request);
      observer.planned(experiments.length);
      for (const { fault } of experiments) {
        if (signal.aborted) return;
        bench.pass(1000);
        await observer.looked(storedOf(fault));
        looked += 1;
      }
    },
    judged: () => ({ strategies: [experiments[looked]?.judged ?? sound] }),
  });
  const ending = await bench.run('try', ...argv);
  return { ...ending, requests, looked };
}

function storedOf(fault: string | undefined): StoredRun {
  const { run, cases } = runOf([caseOf('flock', 'mixed', 'threads')]);
  const [first] = run.cases;
  if (first !== undefined && fault !== undefined) first.state = { type: 'faulted', reason: fault };
  return { run, cases };
}

test('a counterexample is told at once, its kind once, and no verdict is given', async () => {
  const { code, out, looked } = await tried(
    ['flock', '--seed', '5'],
    [{}, { judged: failing }, { judged: failing }],
  );
  expect({ code, looked }).toEqual({ code: 1, looked: 3 });
  expect(out.match(/✗ Lost update: lost-update in mixed \(threads\), after 2 s/g)).toHaveLength(1);
  expect(out).toContain('  │ 0.498 ms  writer 1');
  expect(out).toContain('  What to do: hold one lock');
  expect(out).toContain('Also: lost-update in mixed (threads)\n');
  expect(out).toContain(
    '1 kind of failure found in flock in 3 s and 3 experiments (seed 5). This is no verdict.',
  );
  expect(out).not.toContain('GO');
  expect(out).toMatch(/\nNext: holdfast run --strategy flock --profile quick .*\n$/);
});

test('--bail ends the search at the first', async () => {
  const { code, out, looked } = await tried(['flock', '--bail'], [{ judged: failing }, {}, {}]);
  expect({ code, looked }).toEqual({ code: 1, looked: 1 });
  expect(out).toContain('1 experiment of 3, stopped at the first');
});

test('nothing found: 0, and that it is no verdict', async () => {
  const { code, out } = await tried(['flock'], [{}, {}]);
  expect(code).toBe(0);
  expect(out).toContain('Nothing found in flock in 2 s and 2 experiments');
  expect(out).not.toMatch(/\bGO\b/);
});

test('what could not be looked at: 3, never 0', async () => {
  const { code, err } = await tried(['flock'], [{}, { fault: 'the host died' }]);
  expect(code).toBe(3);
  expect(err).toContain('could not be looked at: mixed (threads): the host died');
});

test('scopes are passed on, and as JSON it is one document', async () => {
  const { code, out, requests } = await tried(
    ['flock', '--scope', 'processes,single', '--json', '-q'],
    [{ judged: failing }],
  );
  expect(code).toBe(1);
  expect(requests[0]).toMatchObject({ id: 'flock', scopes: ['single', 'processes'] });
  expect(JSON.parse(out)).toMatchObject({
    strategy: 'flock',
    found: [{ anomaly: 'lost-update', scenario: 'mixed', afterMs: 1000, replay: null, refusedByM03: true }],
  });
});

test.each([
  [['flock', '--scope', 'thread'], 'did you mean threads?'],
  [['flock', '--watch'], 'name a module of your own by its path'],
  [['flock', '--dir', 'x', '--out', 'x'], 'name two different directories'],
  [['fl*'], 'name one of: flock, flock-eager'],
])('%j is refused: 2', async (argv, remedy) => {
  const { code, err, requests } = await tried(argv, [{}]);
  expect({ code, requests }).toEqual({ code: 2, requests: [] });
  expect(err).toContain(remedy);
});

test('scopes that the strategy does not claim are said not to have been looked at', async () => {
  const single = judgedAs('flock', 'GO', 'GO', { claims: { threads: false, processes: false } });
  const told =
    'Not looked at, because it does not claim them: threads and processes. To look: holdfast try flock --scope threads,processes\n';
  expect((await tried(['flock'], [{ judged: single }])).out).toContain(told);
  bench.remove();
  const asked = await tried(['flock', '--scope', 'processes'], [{ judged: single }]);
  expect(asked.out).not.toContain('Not looked at');
  bench.remove();
  expect((await tried(['flock'], [{ judged: sound }])).out).not.toContain('Not looked at');
});

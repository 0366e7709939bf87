// A nemesis on real clients: the canaries of the scenario fall each for its own reason and by as few events
// as that takes, correct stores pass everything, lockfile fails where its owner was robbed, and its capsules
// fail again. Fewer clients than in a run, so that the tests take seconds. Runs the built clients.
import { afterAll, describe, expect, it } from 'vitest';
import type { NemesisFact } from '../../results/facts/nemesis-fact.js';
import type { NemesisCause } from '../../results/vocabulary/nemesis-plan.js';
import { nemesisChecks } from '../../scenarios/checks/nemesis-checks.js';
import nemesis from '../../scenarios/nemesis.js';
import { leasedLockAvailability } from '../../strategies/locks/leased-lock.js';
import { inDirectory, onRuntime } from '../interleavings/runtime/testing/on-runtime.js';

const built = (file: string) => new URL(`../../dist/harness/${file}`, import.meta.url).href;
const { runNemesis } = (await import(built('nemesis/run-nemesis.js'))) as typeof import('./run-nemesis.js');
const { replayNemesis } = (await import(
  built('nemesis/replay-nemesis.js')
)) as typeof import('./replay-nemesis.js');

/** As a run has it for canaries. */
const size = { writers: 3, writes: 2, readers: 0, documentBytes: 300, mixed: 1 };
const pids = new Set<number>();

afterAll(() => {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
});

function facts(reference: string, parts: readonly string[] | null = null): Promise<NemesisFact> {
  return inDirectory(async (directory) => {
    const registerProcess = (pid: number) => {
      pids.add(pid);
      return () => pids.delete(pid);
    };
    const context = { reference, freshDirectory: () => directory, registerProcess };
    return await runNemesis(context, size, { seed: 7, shared: !reference.startsWith('file:'), parts });
  });
}

const failedChecks = (fact: NemesisFact) =>
  nemesisChecks.filter((check) => check.judge([fact]).verdict === 'fail').map(({ id }) => id);

describe('canaries', () => {
  /** What each is put down to, and the least that shows it. */
  const reasons: Record<string, { cause: NemesisCause; deeds: string[] }> = {
    'no-lock': { cause: 'contention', deeds: [] },
    'short-lease': { cause: 'slowness', deeds: ['slow-syncs', 'stall'] },
    'stuck-lock': { cause: 'deaths', deeds: ['kill'] },
    'saves-at-exit': { cause: 'deaths', deeds: ['exit'] },
    'long-lease': { cause: 'pauses', deeds: ['pause'] },
    'boot-time-lease': { cause: 'clock', deeds: ['clock', 'stall'] },
    'rev-by-time': { cause: 'clock', deeds: ['clock'] },
    'trusts-the-clock': { cause: 'clock', deeds: ['kill', 'clock'] },
  };

  it('are those of the scenario', () => {
    expect(Object.keys(reasons)).toEqual(nemesis.canaries.map(({ strategy }) => strategy));
  });

  it.runIf(leasedLockAvailability().available).each(nemesis.canaries)(
    '$strategy is caught by $by in $part',
    async ({ strategy, by, part = '' }) => {
      const fact = await facts(strategy, [part]);
      expect(failedChecks(fact)).toEqual(by);
      const [first, ...others] = fact.failures;
      expect(others).toEqual([]);
      expect(first).toMatchObject({ cause: reasons[strategy]?.cause, seen: 3, tries: 3 });
      const events = fact.capsules[0]?.plan.events ?? [];
      for (const { do: deed } of events) expect(reasons[strategy]?.deeds).toContain(deed);
      expect(events.length).toBeLessThanOrEqual(reasons[strategy]?.deeds.length ?? 0);
    },
  );
});

it('what rests on the clock of its process falls when that alone is set back', async () => {
  const fact = await facts('rev-by-time', ['own-clock']);
  expect(failedChecks(fact)).toEqual(['survives-clock-changes']);
  expect(fact.capsules[0]?.plan.events.map(({ do: deed }) => deed)).toEqual(['own-clock']);
  expect(fact.failures[0]?.sentence).toMatch(
    /^The wall clock of client \d, and nobody else’s, was set back by an hour.*\. /,
  );
});

describe('correct stores', () => {
  const twoSlots = built('crash/testing/formats/two-slots.js');

  it.each(['flock', twoSlots])('%s passes everything', async (reference) => {
    const fact = await facts(reference);
    const judged = nemesisChecks.map((check) => [check.id, check.judge([fact]).verdict]);
    expect(judged).toEqual(nemesisChecks.map(({ id }) => [id, 'pass']));
    expect(fact).toMatchObject({ distrust: null, failures: [], falseTakeovers: 0, starved: 0 });
  });
});

it('lockfile is robbed while it stands still, and when the clock is set on; its capsule shows it again', async () => {
  const fact = await facts('lockfile', ['paused', 'set-on']);
  expect(failedChecks(fact)).toEqual(['survives-pauses', 'survives-clock-changes']);
  const capsule = fact.capsules.find(({ plan }) => plan.events.some(({ do: deed }) => deed === 'pause'));
  if (capsule === undefined) return expect.fail('no capsule of the pause');
  expect(capsule.sentence).toMatch(/^Client \d stood still for 30 s right before “rename .*”\. /);
  expect(capsule.lines.join('\n')).toMatch(/P\d {2}stands still for 30 s/);
  await onRuntime({ scope: 'processes', reference: 'lockfile', clients: 3 }, async ({ runtime }) => {
    const again = await replayNemesis(capsule, runtime);
    expect(again).toMatchObject({ verdict: 'same', now: { seen: 5, tries: 5 } });
  });
});

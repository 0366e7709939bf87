// The table of searches: each profile asks for everything that a pass needs, and hands it on unchanged.
import { describe, expect, it } from 'vitest';
import { interleavingsFact } from '../results/testing/interleaving-search-fixture.js';
import interleavings from './interleavings.js';
import type { InterleavingPlan, Lab } from './lab.js';
import { doneSearch, notingLab, searchesAsked } from './testing/noting-lab.js';

/** Not looked at in the shortest profile. */
const onlyStrict = ['survives-clock-jump', 'survives-pause'];

describe.each(['quick', 'standard', 'soak'] as const)('%s', (profile) => {
  it.each(['threads', 'processes'] as const)('asks for what its checks need (%s)', async (scope) => {
    const asked: [readonly InterleavingPlan[], string][] = [];
    const facts = await interleavings.run(notingLab(profile, asked), scope);
    expect(asked.map(([, where]) => where)).toEqual([scope, scope]);
    for (const check of interleavings.checks) {
      const isLeftOut = profile === 'quick' && onlyStrict.includes(check.id);
      expect(check.judge(facts).verdict, check.id).toBe(isLeftOut ? 'unknown' : 'pass');
    }
  });

  it('begins with plain, and leaves out no variant without its check turning unknown', async () => {
    const plans = await searchesAsked(profile);
    expect(plans[0]).toMatchObject({
      variant: 'plain',
      writers: 2,
      writes: 2,
      search: 'dfs',
      findAll: false,
    });
    for (const variant of new Set(plans.map((plan) => plan.variant))) {
      const rest = plans.filter((plan) => plan.variant !== variant);
      const fact = interleavingsFact([], { variants: rest.map(doneSearch) });
      expect(
        interleavings.checks.map((check) => check.judge([fact]).verdict),
        variant,
      ).toContain('unknown');
    }
  });
});

it('takes a preemption more for takeovers where it has the time', async () => {
  const bounds = (await searchesAsked('standard')).filter(({ variant }) => variant === 'stale-lock');
  expect(bounds.map(({ preemptions }) => preemptions)).toEqual([3]);
});

it('says how far a longer search came, and what chance is left beside it', async () => {
  const fact = interleavingsFact([], { variants: (await searchesAsked('soak')).map(doneSearch) });
  const [judgement] = interleavings.checks.map((check) => check.judge([fact]));
  expect(judgement?.summary).toBe(
    'All schedules of 2 × 2 with at most 4 preemptions (after a dead writer, with a crash, with a stall: 2 × 2 with at most 3 preemptions; beside a reader: 2 × 2 and 1 reader with at most 2 preemptions): no update was lost',
  );
  expect(judgement?.coverage.note).toContain(
    'plain: 100,000 random schedules (p < 0.0030 % at 95 %) of 3 × 3',
  );
});

it('does not disturb who fails undisturbed', async () => {
  const asked: [readonly InterleavingPlan[], string][] = [];
  const violation = { class: 'lost-update', preemptions: 1, afterSchedules: 3, schedules: 1 } as const;
  const lab: Lab = {
    ...notingLab('quick', asked),
    interleavings: (plans, scope) => {
      asked.push([plans, scope]);
      const violations = [{ ...violation, sentence: 'lost', lanes: [], capsule: 0 }];
      const variants = plans.map((plan) => ({ ...doneSearch(plan), violations }));
      return Promise.resolve(interleavingsFact([], { scope, variants }));
    },
  };
  const facts = await interleavings.run(lab, 'threads');
  expect(asked.flatMap(([plans]) => plans.map(({ variant }) => variant))).toEqual(['plain']);
  expect(interleavings.checks.map((check) => check.judge(facts).verdict)).toContain('fail');
});

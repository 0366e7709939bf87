import { expect, it } from 'vitest';
import { judgedRun } from '../testing/judged-fixture.js';
import { judgedSchema } from './judged.js';
import { withoutCanaryDetails } from './without-canary-details.js';

/** The NO-GO with all its evidence as a canary that nobody selected. */
const judged = judgedRun();
const whole = {
  ...judged,
  strategies: judged.strategies.map((one) => (one.id === 'm03' ? { ...one, selected: false } : one)),
};

it('keeps what was selected, and of the others what they decided', () => {
  const kept = withoutCanaryDetails(whole);
  expect(judgedSchema.parse(kept)).toEqual(kept);
  for (const [at, one] of kept.strategies.entries()) {
    const before = whole.strategies[at];
    if (one.selected) expect(one).toBe(before);
    expect(one).toMatchObject({ decision: before?.decision, reason: before?.reason, scopes: before?.scopes });
  }
  const m03 = kept.strategies.find(({ id }) => id === 'm03');
  expect(m03).toMatchObject({ criteria: [], findings: [], crashEvidence: null, interleavings: [] });
});

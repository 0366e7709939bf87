import { describe, expect, it } from 'vitest';
import type { SessionFact } from '../../results/facts/session-fact.js';
import { acked, history, locked } from './history/testing/written-history.js';
import { leavesNothing } from './leaves-nothing.js';

const ops = [acked(0, [1, 2], 1, 'a')];

function session(observed: unknown, wrote = true): SessionFact {
  const outcome = wrote
    ? ({ type: 'ok', value: {} } as const)
    : ({ type: 'error', code: 'IO', message: 'no' } as const);
  return {
    kind: 'session',
    steps: [
      { action: 'write', label: 'write', input: {}, outcome, durationNs: 1 },
      { action: 'observe', label: 'leftovers', observed },
    ],
  };
}

describe('leaves-nothing', () => {
  it.each([
    'tasks.yaml.lock',
    'tasks.lock/',
    'tasks.yaml.tmp',
    'tasks.yaml.tmp.4711',
    '.tasks.yaml.tmp-a1b2',
    'X.TMP',
  ])('fails on %s', (name) => {
    for (const facts of [[history({ ops, leftovers: ['other', name] })], [session([name])]]) {
      const { verdict, evidence } = leavesNothing.judge(facts);
      expect(verdict).toBe('fail');
      expect(evidence[0]).toMatchObject({ anomaly: 'leftover', witness: [name] });
    }
  });

  it.each(['tasks.journal', 'locksmith.yaml', 'tmp', 'attempt.tmpl', 'generation-7'])('allows %s', (name) => {
    expect(leavesNothing.judge([history({ ops, leftovers: [name] })]).verdict).toBe('pass');
    expect(leavesNothing.judge([session([name])]).verdict).toBe('pass');
  });

  it('judges every listing', () => {
    const facts = [history({ ops }), session([]), history({ ops, leftovers: ['t.lock'] })];
    expect(leavesNothing.judge(facts).verdict).toBe('fail');
  });

  const death = {
    kind: 'death',
    how: { type: 'signal', signal: 'SIGSEGV' },
    inside: 'write',
    actor: 0,
  } as const;
  it.each([
    ['nobody looked', []],
    ['nothing was written', [history({ ops: [locked(0, [1, 2], 1, 'a')] })]],
    ['no step was acknowledged', [session([], false)]],
    ['somebody died before closing', [history({ ops, leftovers: ['t.lock'] }), death]],
  ])('is unknown when %s', (_, facts) => {
    expect(leavesNothing.judge(facts).verdict).toBe('unknown');
  });

  const counted = (names: (writes: number) => number, samples = [50, 100, 200, 300, 400]): SessionFact => ({
    ...session([]),
    steps: [
      ...session([]).steps,
      ...samples.map((writes) => ({
        action: 'observe' as const,
        label: `beside after ${writes} writes`,
        observed: names(writes),
      })),
    ],
  });

  it('fails on what every write leaves one more of, whatever its name', () => {
    const { verdict, evidence } = leavesNothing.judge([counted((writes) => writes + 1)]);
    expect({ verdict, anomaly: evidence[0]?.anomaly }).toEqual({ verdict: 'fail', anomaly: 'piles-up' });
  });

  it.each([
    ['nothing more', counted(() => 3, [50, 100])],
    ['the last 70', counted((writes) => Math.min(writes, 70), [50, 100])],
    ['the last 250', counted((writes) => Math.min(writes, 250))],
    ['one of ten', counted((writes) => Math.floor(writes / 10), [50, 100])],
    ['too few to tell', counted((writes) => writes, [50, 100])],
  ])('allows %s', (_, fact) => {
    expect(leavesNothing.judge([fact]).verdict).toBe('pass');
  });

  it('takes a listing that is none for a fault of the record', () => {
    expect(() => leavesNothing.judge([session('tasks.lock')])).toThrow();
  });
});

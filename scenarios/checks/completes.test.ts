import { describe, expect, it } from 'vitest';
import type { Fact } from '../../results/facts/facts.js';
import type { DeathFact } from '../../results/vocabulary/death.js';
import { completes } from './completes.js';
import { acked, history, uncertain } from './history/testing/written-history.js';

const finished = history({ ops: [acked(0, [1, 2], 1, 'a')] });
const open = history({ ops: [acked(0, [1, 2], 1, 'a'), uncertain(1, [1, null], 1, 'b')] });
const kills: Fact = { kind: 'kill-points', distrust: null, writes: [], sigkillsPlanned: 0, points: [] };
const death = (how: DeathFact['how'], inside: DeathFact['inside'], actor: number | null = 3): DeathFact => ({
  kind: 'death',
  how,
  inside,
  actor,
});

describe('completes', () => {
  it('passes when nobody died', () => {
    expect(completes.judge([finished])).toMatchObject({ verdict: 'pass' });
  });

  it.each<[DeathFact, string, string]>([
    [
      death({ type: 'signal', signal: 'SIGSEGV' }, 'write'),
      'crash',
      'Actor 3 was ended by SIGSEGV inside write.',
    ],
    [death({ type: 'exit', exitCode: 7 }, 'open'), 'crash', 'Actor 3 exited with 7 inside open.'],
    [
      death({ type: 'hang', afterMs: 9000 }, 'close'),
      'hang',
      'Actor 3 had not returned after 9000 ms inside close.',
    ],
    [
      death({ type: 'memory', bytes: 3 * 2 ** 30, bytesMax: 2 * 2 ** 30 }, 'write', null),
      'memory-exhausted',
      'The case used 3072 MiB of memory, more than 2048, and was ended inside write.',
    ],
    [
      death({ type: 'uncaught', message: 'boom' }, 'load', null),
      'uncaught-exception',
      'The host process died of an uncaught exception inside load: boom.',
    ],
    [
      death({ type: 'uncaught', message: 'lock compromised' }, 'outside'),
      'uncaught-exception',
      'Actor 3 died of an uncaught exception between calls: lock compromised.',
    ],
  ])('fails on %j', (fact, anomaly, description) => {
    const { verdict, evidence, summary } = completes.judge([finished, fact]);
    expect(verdict).toBe('fail');
    expect(`${summary}.`).toBe(description);
    expect(evidence).toEqual([{ anomaly, description, witness: [description.slice(0, -1)] }]);
  });

  it.each<[string, Fact[]]>([
    ['nothing was recorded', []],
    ['the harness itself lost an actor', [finished, death({ type: 'signal', signal: 'SIGKILL' }, 'outside')]],
    [
      'somebody else killed it in the midst of a write',
      [finished, death({ type: 'signal', signal: 'SIGKILL' }, 'write')],
    ],
    ['an operation never returned and nobody died', [open]],
  ])('is unknown when %s', (_, facts) => {
    expect(completes.judge(facts).verdict).toBe('unknown');
  });

  it('expects no answer from actors that were killed on purpose', () => {
    expect(completes.judge([open, kills]).verdict).toBe('pass');
  });

  it('does not call a rejected call the death of a host', () => {
    const how = { type: 'uncaught', message: 'is busy', code: 'LOCKED', rejected: true } as const;
    const { verdict, summary, evidence } = completes.judge([death(how, 'write')]);
    expect([verdict, evidence[0]?.anomaly]).toEqual(['fail', 'write-failed']);
    expect(summary).toBe('A call was rejected that had no competitor, inside write: LOCKED: is busy');
  });

  it('counts the strategy’s own deaths before anybody else’s', () => {
    const facts = [
      death({ type: 'exit', exitCode: 1 }, 'outside'),
      death({ type: 'hang', afterMs: 9000 }, 'write'),
      death({ type: 'hang', afterMs: 9000 }, 'write'),
    ];
    const { verdict, summary } = completes.judge(facts);
    expect(verdict).toBe('fail');
    expect(summary).toMatch(/\(and 1 more\)/);
  });
});

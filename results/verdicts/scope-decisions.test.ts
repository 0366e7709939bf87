import { expect, it } from 'vitest';
import { strategy } from '../testing/judged-fixture.js';
import { claimedScopes, speaksFor } from '../vocabulary/verdict.js';
import { decidedScopes, decisionIn, scopesOfAll } from './scope-decisions.js';

const local = strategy('one', 'GO', 'GO');
const shared = {
  ...local,
  scopes: { ...local.scopes, hosts: { decision: 'NO-GO' as const, reason: 'a lock of each mount' } },
};

it('a run through one directory says nothing of hosts', () => {
  expect(decidedScopes(local.scopes)).toEqual(['single', 'threads', 'processes']);
  expect(decisionIn(local.scopes, 'hosts').decision).toBe('N/A');
  expect(scopesOfAll([local])).not.toContain('hosts');
});

it('one strategy that was judged for hosts gives all of them that column', () => {
  expect(decidedScopes(shared.scopes)).toContain('hosts');
  expect(decisionIn(shared.scopes, 'hosts').decision).toBe('NO-GO');
  expect(scopesOfAll([local, shared])).toContain('hosts');
});

it('hosts are claimed by saying so, the others by saying nothing', () => {
  expect(claimedScopes({})).toEqual(['single', 'threads', 'processes']);
  expect(claimedScopes({ hosts: true, threads: false })).toEqual(['single', 'processes', 'hosts']);
  expect(claimedScopes({ hosts: false })).not.toContain('hosts');
});

it('what processes show holds for hosts, and not the other way round', () => {
  expect(speaksFor('processes', 'hosts')).toBe(true);
  expect(speaksFor('threads', 'hosts')).toBe(false);
  expect(speaksFor('hosts', 'processes')).toBe(false);
});

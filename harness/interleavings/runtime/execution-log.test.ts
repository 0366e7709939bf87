// Entries of clients as steps and as a history: inodes by their maker, clock reads with the step they belong
// to, places in the order as times, and operations that never completed.
import { describe, expect, it } from 'vitest';
import type { Entry, RawAccess } from '../client-protocol.js';
import { ExecutionLog } from './execution-log.js';
import { StableInodeIds } from './stable-inode-ids.js';

const touch = (inode: number, made = false): RawAccess => ({
  resource: { type: 'inode', inode },
  mode: 'write',
  key: 'content:a',
  ...(made ? { made: true as const } : {}),
});
const operation = (label: string, accesses: RawAccess[] = [], gated = false): Entry => ({
  e: 'operation',
  label,
  accesses,
  gated,
});

/** `met`: what each client has met, in the order of its numbers. */
function chronicle(initial: string[] = [], ...met: string[][]): ExecutionLog {
  const names = new StableInodeIds(initial);
  for (const [client, inodes] of met.entries()) names.encountered(client, inodes);
  return new ExecutionLog(2, names);
}

describe('inodes', () => {
  it('are named by their maker, and anew when the kernel gives a number again', () => {
    const told = chronicle(['1:5'], ['1:5', '1:9', '1:7', '3:3'], ['1:9']);
    told.add(0, [operation('open a {met:1}', [touch(0), touch(1, true)])]);
    told.add(1, [operation('open b {met:0}', [touch(0)]), operation('make {met:0}', [touch(0, true)])]);
    told.add(0, [operation('make {met:2} {met:3}', [touch(2, true), touch(1)])]);
    expect(told.steps.map(({ accesses }) => accesses.map(({ resource }) => resource))).toEqual([
      ['inode:i.0', 'inode:0.0'],
      ['inode:0.0'],
      ['inode:1.0'],
      ['inode:0.1', 'inode:1.0'],
    ]);
    expect(told.steps.map(({ label }) => label)).toEqual([
      'open a {inode:0.0}',
      'open b {inode:0.0}',
      'make {inode:1.0}',
      'make {inode:0.1} {inode:?}',
    ]);
  });
});

describe('clock reads', () => {
  const clock = { resource: 'clock', mode: 'read' };

  it('belong to the step that runs, once', () => {
    const told = chronicle([], ['1:1']);
    told.add(0, [operation('a', [touch(0)], true), { e: 'clock-read' }, { e: 'clock-read' }]);
    expect(told.steps).toHaveLength(1);
    expect(told.steps[0]).toMatchObject({ decided: true, keys: ['content:a', 'clock'] });
    expect(told.steps[0]?.accesses[1]).toEqual(clock);
  });

  it('are a step of their own where none of that client runs', () => {
    const told = chronicle();
    told.add(0, [operation('a')]);
    told.add(1, [{ e: 'clock-read' }, operation('b')]);
    expect(told.steps.map(({ client, label, accesses }) => [client, label, accesses.length])).toEqual([
      [0, 'a', 0],
      [1, 'read the clock', 1],
      [1, 'b', 0],
    ]);
  });

  it.each([0, 1])('after a jump are none of the jump’s, which is nobody’s: client %i', (client) => {
    const told = chronicle([], ['1:1'], ['1:1']);
    told.add(client, [operation('a', [touch(0, true)], true)]);
    told.clock(0, 'clock-jump');
    told.add(client, [{ e: 'clock-read' }]);
    expect(told.steps.map(({ kind, label, accesses }) => [kind, label, accesses.at(-1)])).toEqual([
      ['operation', 'a', { resource: `inode:${client}.0`, mode: 'write' }],
      ['clock-jump', 'clock-jump', { resource: 'clock', mode: 'write' }],
      ['operation', 'read the clock', clock],
    ]);
    expect(told.steps.map((step) => step.client)).toEqual([client, 0, client]);
    expect(told.steps.map(({ decided }) => decided)).toEqual([true, true, false]);
  });

  it('right after its own pause are its next step: that time passes is nobody’s', () => {
    const told = chronicle([]);
    told.clock(0, 'pause');
    told.add(0, [{ e: 'clock-read' }]);
    told.add(1, [{ e: 'clock-read' }]);
    expect(told.steps.map(({ client, kind, accesses }) => [client, kind, accesses])).toEqual([
      [0, 'pause', [{ resource: 'clock', mode: 'write' }]],
      [0, 'operation', [clock]],
      [1, 'operation', [clock]],
    ]);
  });
});

it('a crash frees every lock that the client ever touched, and no other, and shows the client dead', () => {
  const told = chronicle([], ['1:1', '1:2'], ['1:3']);
  const lock = (inode: number): RawAccess => ({
    resource: { type: 'lock', inode },
    mode: 'write',
    key: 'lock:l',
  });
  told.add(0, [operation('lock', [lock(0)]), operation('lock', [lock(1)]), operation('unlock', [lock(0)])]);
  told.add(1, [operation('lock', [lock(0)])]);
  told.crash(0);
  expect(told.steps.at(-1)).toEqual({
    client: 0,
    kind: 'crash',
    label: 'crash',
    decided: true,
    accesses: [
      { resource: 'life:0', mode: 'write' },
      { resource: 'lock:0.0', mode: 'write' },
      { resource: 'lock:0.1', mode: 'write' },
    ],
    keys: ['life:0', 'lock:l', 'lock:l'],
  });
});

it('the history is timed by places in the order, and what never returned is open', () => {
  const told = chronicle();
  told.add(0, [{ e: 'read', n: 0 }, operation('a')]);
  told.add(1, [{ e: 'write', n: 0, token: 't1', expectedRev: 1 }, operation('b')]);
  told.add(0, [{ e: 'read-ok', n: 0, observed: { rev: 1, token: 't0', intact: true } }]);
  told.add(0, [{ e: 'write', n: 1, token: 't2', expectedRev: 1 }]);
  told.add(1, [{ e: 'write-ok', n: 0, tries: 2, rev: 2 }]);
  told.crash(0);
  const operations = told.operations();
  expect(operations).toEqual([
    expect.objectContaining({ kind: 'read', actor: 0, outcome: expect.objectContaining({ type: 'ok' }) }),
    expect.objectContaining({ kind: 'write', actor: 1, tries: 2, outcome: { type: 'ok', rev: 2 } }),
    expect.objectContaining({
      kind: 'write',
      actor: 0,
      completeNs: null,
      token: 't2',
      outcome: expect.objectContaining({ type: 'info', code: null }),
    }),
  ]);
  const [read, write, dead] = operations.map(({ invokeNs, completeNs }) => [
    invokeNs,
    completeNs ?? Infinity,
  ]);
  const order = [read?.[0], write?.[0], read?.[1], dead?.[0], write?.[1], dead?.[1]];
  expect(order).toEqual([...order].sort((a = 0, b = 0) => a - b));
  expect(new Set(order).size).toBe(order.length);
});

// What follows from the probes: nothing unknown is ever safe, and whatever is not safe has its remedy.
import { describe, expect, test } from 'vitest';
import type { Probe, ProbeOutcome } from '../../results/facts/platform-probe.js';
import { conclude } from './doctor-conclusion.js';

const probe = (id: string, outcome: ProbeOutcome, detail = ''): Probe => ({
  id,
  title: `${id}?`,
  outcome,
  detail,
});
const locks = (outcome: ProbeOutcome) =>
  ['flock', 'posix', 'ofd'].flatMap((kind) => [
    probe(`${kind}-excludes-processes`, outcome),
    probe(`${kind}-excludes-threads`, outcome),
  ]);
const other = ['syncs-passed-on', 'rename-atomic', 'exclusive-create', 'mtime-tells-writes-apart'];

describe('of all answers alike', () => {
  const all = (outcome: ProbeOutcome, mounts: ProbeOutcome) => [
    ...other.map((id) => probe(id, outcome, 'Why.')),
    probe('file-mounts', mounts, 'Why.'),
    ...locks(outcome),
  ];

  test('good ones: everything is safe, but for other mounts', () => {
    const { safe, unsafe, unknown } = conclude(all('yes', 'no'));
    expect(safe).toHaveLength(7);
    expect(unsafe).toEqual([]);
    expect(unknown).toEqual(['locks through other mounts of the same storage, on this host or another']);
  });

  test('bad ones: nothing is safe, and each has a remedy and a reason', () => {
    const { safe, unsafe } = conclude(all('no', 'yes'));
    expect(safe).toEqual([]);
    expect(unsafe).toHaveLength(7);
    for (const { what, remedy } of unsafe) {
      expect(what).not.toBe('');
      expect(remedy).not.toBe('');
    }
    expect(unsafe[0]?.what).toContain(': Why');
  });

  test.each<ProbeOutcome>(['unknown', 'n/a'])('%s: nothing is safe, and nothing accused', (outcome) => {
    const { safe, unsafe, unknown } = conclude(all(outcome, outcome));
    expect({ safe, unsafe }).toEqual({ safe: [], unsafe: [] });
    expect(unknown).toHaveLength(8);
  });

  test('none at all: nothing is safe', () => {
    expect(conclude([]).safe).toEqual([]);
  });
});

test('a lock that lets threads in is named beside the one that does not', () => {
  const { safe, unsafe } = conclude([
    probe('flock-excludes-threads', 'yes'),
    probe('posix-excludes-threads', 'no'),
  ]);
  expect(safe).toEqual(['a lock between threads of one process that open the file each: flock']);
  expect(unsafe).toEqual([
    { what: 'a lock between threads of one process that open the file each: posix', remedy: 'take flock' },
  ]);
});

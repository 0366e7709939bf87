// Pids, thread ids, starts, boots and hosts in names: found where they are that, and nowhere else.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { identityText } from './identity-text.js';

const machine = { boot: '0fb12345-6789-4abc-8def-0123456789ab', host: 'build-7' };
const started = ['1234567', '1900000000123'];
const processes = identityText(
  [
    { client: 0, pid: 4711, threadId: null, started },
    { client: 1, pid: 4712, threadId: null, started: ['1234599'] },
  ],
  machine,
);
const threads = identityText(
  [
    { client: 0, pid: 4711, threadId: 2, started },
    { client: 1, pid: 4711, threadId: 3, started },
  ],
  machine,
);

it.each([
  ['tasks.yaml', 'tasks.yaml'],
  ['tasks.yaml.4711.tmp', 'tasks.yaml.P0.tmp'],
  ['tasks.yaml.4712.tmp', 'tasks.yaml.P1.tmp'],
  ['4711-4711', 'P0-P0'],
  ['tasks.47110.tmp', 'tasks.47110.tmp'],
  ['tasks.pid4711.tmp', 'tasks.pidP0.tmp'],
  ['tasks.a4711', 'tasks.a4711'],
  ['tasks.1267.tmp', 'tasks.P0x.tmp'],
  ['tasks.3mv.tmp', 'tasks.P0z.tmp'],
  ['4711_1234567_x', 'P0_S0_x'],
  ['4711:1234567:0fb12345-6789-4abc-8def-0123456789ab', 'P0:S0:B'],
  ['4711_0fb12345_6789_4abc_8def_0123456789ab', 'P0_Bm'],
  ['build-7.4712', 'H.P1'],
  ['build-70.4712', 'build-70.P1'],
  ['tasks.3.tmp', 'tasks.3.tmp'],
  // What looks like a replacement.
  ['tasks.P0.tmp', 'tasks.~P0.tmp'],
  ['tasks.B', 'tasks.~B'],
  ['tasks.<0.0>~', 'tasks.~<0.0>~~'],
  ['tasks.yaml.TMP', 'tasks.yaml.TMP'],
])('of processes, %s is %s', (name, expected) => {
  expect(processes(name)).toBe(expected);
});

it.each([
  ['tasks.yaml.4711.tmp', 'tasks.yaml.P.tmp'],
  ['tasks.yaml.4711-3.tmp', 'tasks.yaml.P-T1.tmp'],
  ['tasks.yaml.4711-2-3.tmp', 'tasks.yaml.P-T0-T1.tmp'],
  ['tasks.thread3.tmp', 'tasks.threadT1.tmp'],
  ['tasks.w2-4711', 'tasks.wT0-P'],
  // A small number may be anything, and so may the digits of a hash.
  ['tasks.3.tmp', 'tasks.3.tmp'],
  ['3-4711', '3-P'],
  ['4711-d2ef', 'P-d2ef'],
  ['4711-abc2', 'P-abc2'],
])('of threads, %s is %s', (name, expected) => {
  expect(threads(name)).toBe(expected);
});

it('different names stay different', () => {
  const part = fc.constantFrom(
    '4711',
    '4712',
    '1267',
    '3',
    '2',
    '.',
    '-',
    'x',
    't',
    'pid',
    'P',
    'P0',
    'P0x',
    'T',
    'T1',
    'S',
    'S0',
    'B',
    'Bc',
    'H',
    '~',
    '<',
    '1234567',
    machine.boot,
    machine.boot.replaceAll('-', ''),
    machine.host,
  );
  const name = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(name, name, fc.constantFrom(processes, threads), (one, other, textOf) => {
      fc.pre(one !== other);
      expect(textOf(one)).not.toBe(textOf(other));
    }),
    { numRuns: 5000 },
  );
});

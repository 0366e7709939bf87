// The M0.3 race as lanes: which lines are shown, which are folded or left out, and inodes as letters. The
// steps are written by hand, as clients report them.
import { describe, expect, test } from 'vitest';
import { read, refused, seen } from '../../../scenarios/checks/history/testing/written-history.js';
import { preempted, publish, race, raced, scratch, unlink, unlock } from '../../lab/testing/m03-race.js';
import { event, execution, step } from '../testing/written-execution.js';
import { firstProofNs } from './first-proof.js';
import { InodeLetters } from './inode-letters.js';
import { lanesOf } from './lanes.js';

const all = (stopped: ReadonlyMap<number, number> = new Map()) => ({
  preempted: stopped,
  letters: new InodeLetters(),
  untilNs: Infinity,
});

describe('the M0.3 race', () => {
  const letters = new InodeLetters();
  const lanes = lanesOf(raced, { preempted, letters, untilNs: Infinity });

  test('is told in lines that matter', () => {
    expect(
      lanes.map(({ client, text, preempted: by }) => `${client ?? '-'}${by === null ? ' ' : '*'} ${text}`),
    ).toEqual([
      '0  open tasks.lock A',
      '0  try-lock flock tasks.lock A: locked',
      '0  rename tasks.0.tmp → tasks.yaml',
      '0  unlock flock tasks.lock A',
      '0  write acknowledged: rev 2',
      '1* open tasks.lock A',
      '1  try-lock flock tasks.lock A: locked',
      '1  open, stat, read, close tasks.yaml B',
      '0* unlink tasks.lock A',
      '0  open tasks.lock C',
      '0  try-lock flock tasks.lock C: locked',
      '0  open, read tasks.yaml B',
      '0  rename tasks.0.tmp → tasks.yaml',
      '0  write acknowledged: rev 3',
      '1  rename tasks.1.tmp → tasks.yaml',
      '1  write acknowledged: rev 3',
      '-  in the end a fresh client reads rev 3',
    ]);
    expect(lanes[5]?.preempted).toBe(0);
  });

  test('ends where it is proven', () => {
    const untilNs = firstProofNs(raced, 'lost-update');
    const short = lanesOf(raced, { preempted, letters: new InodeLetters(), untilNs });
    expect(untilNs).toBe(19e6);
    expect(short).toEqual(lanes);
    const longer = { ...raced, steps: [...race, unlock(1, '0.1'), unlink(1, '0.2')] };
    expect(lanesOf(longer, { preempted, letters: new InodeLetters(), untilNs }).slice(-2)).toEqual([
      { client: null, text: '2 more steps, until everybody has come to the end', preempted: null },
      lanes.at(-1),
    ]);
  });
});

test('crashes, pauses, sleeps and clock jumps are told whatever they touch, and answers where they came', () => {
  const told = lanesOf(
    execution({
      steps: [
        event(0, 'wake'),
        event(1, 'crash'),
        event(0, 'clock-jump'),
        event(0, 'pause'),
        scratch(0, 'write'),
      ],
      history: { ops: [read(0, [0, 3], seen(1, 'start')), refused(0, [4, 5], 0, 'a', 1)] },
      probe: { code: 'LOCKED', message: 'Locked' },
    }),
    all(),
  );
  expect(told.map(({ client, text }) => `${client ?? '-'} ${text}`)).toEqual([
    '0 wakes up',
    '1 dies here',
    '- the wall clock is set on by a minute',
    '0 read: rev 1',
    '0 stands still for a minute',
    '0 write on rev 0 refused: CONFLICT',
    '- in the end a fresh client reads rev 1',
    '- its write is refused: LOCKED',
  ]);
});

test('a step that nobody else notices is told when somebody was stopped before it', () => {
  const steps = [scratch(0, 'open'), scratch(1, 'open'), scratch(0, 'write')];
  const told = lanesOf(execution({ steps, history: null }), all(new Map([[1, 0]])));
  expect(told).toEqual([{ client: 1, text: 'open tasks.1.tmp A', preempted: 0 }]);
});

test('a descriptor of a file that was replaced is told from its name', () => {
  const steps = [
    step(0, 'open tasks.yaml {inode:i.1}', 'read name:tasks.yaml', 'read inode:i.1'),
    step(1, 'stat tasks.yaml {inode:i.1}', 'read name:tasks.yaml', 'read inode:i.1'),
    publish(1, 'i.1'),
    step(0, 'write 9 bytes to tasks.yaml', 'write inode:i.1'),
    step(1, 'read tasks.yaml', 'read inode:1.9'),
    step(0, 'read tasks.yaml: EBADF', 'read inode:i.1'),
  ];
  const told = lanesOf(execution({ steps, history: null }), all(new Map([[4, 0]])));
  expect(told.map(({ text }) => text)).toEqual([
    'open tasks.yaml A',
    'stat tasks.yaml A',
    'rename tasks.1.tmp → tasks.yaml',
    'write 9 bytes to tasks.yaml A',
    'read tasks.yaml B',
    'read tasks.yaml: EBADF',
  ]);
});

test('letters go on after Z', () => {
  const letters = new InodeLetters();
  const all = Array.from({ length: 54 }, (_, n) => letters.of(`0.${n}`));
  expect([all[0], all[25], all[26], all[27], all[52]]).toEqual(['A', 'Z', 'AA', 'AB', 'BA']);
  expect(new Set(all).size).toBe(54);
  expect(letters.fill('rename {inode:0.1} over {inode:9.9}')).toBe('rename B over BC');
});

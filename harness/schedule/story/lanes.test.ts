// The M0.3 race as a story: which lines are told, which are folded or left out, that inodes are letters, and that
// the sentence finds the two holders. Steps are written by hand, as clients report them.
import { describe, expect, test } from 'vitest';
import { acked, read, refused, seen } from '../../../scenarios/checks/history/testing/written-history.js';
import { violationsOf } from '../oracle.js';
import { event, execution, step } from '../testing/written-execution.js';
import { explain } from './explain.js';
import { firstDropped, firstOverlap } from './holders.js';
import { InodeLetters } from './inode-letters.js';
import { lanesOf } from './lanes.js';
import { provenAtNs } from './proven-at.js';

const all = (stopped: ReadonlyMap<number, number> = new Map()) => ({
  preempted: stopped,
  letters: new InodeLetters(),
  untilNs: Infinity,
});

const lockFile = (client: number, id: string, made = false) =>
  made
    ? step(
        client,
        `open tasks.lock {inode:${id}}`,
        'write name:tasks.lock',
        'change entries:.',
        `write inode:${id}`,
      )
    : step(client, `open tasks.lock {inode:${id}}`, 'read name:tasks.lock', `read inode:${id}`);
const tryLock = (client: number, id: string, outcome: string) =>
  step(client, `try-lock flock tasks.lock {inode:${id}}: ${outcome}`, `write lock:${id}`);
const unlock = (client: number, id: string) =>
  step(client, `unlock flock tasks.lock {inode:${id}}`, `write lock:${id}`);
const unlink = (client: number, id: string) =>
  step(
    client,
    `unlink tasks.lock {inode:${id}}`,
    'write name:tasks.lock',
    'change entries:.',
    `write inode:${id}`,
  );
const look = (client: number, verb: string, id: string) =>
  step(client, `${verb} tasks.yaml {inode:${id}}`, 'read name:tasks.yaml', `read inode:${id}`);
const scratch = (client: number, verb: string) =>
  step(client, `${verb} tasks.${client}.tmp {inode:${client}.9}`, `write inode:${client}.9`);
const publish = (client: number, over: string) =>
  step(client, `rename tasks.${client}.tmp → tasks.yaml`, 'write name:tasks.yaml', `write inode:${over}`);

const race = [
  lockFile(0, '0.1', true),
  tryLock(0, '0.1', 'locked'),
  publish(0, 'i.1'),
  unlock(0, '0.1'),
  lockFile(1, '0.1'),
  tryLock(1, '0.1', 'locked'),
  look(1, 'open', '0.9'),
  look(1, 'stat', '0.9'),
  look(1, 'read', '0.9'),
  look(1, 'close', '0.9'),
  scratch(1, 'open'),
  scratch(1, 'write'),
  unlink(0, '0.1'),
  lockFile(0, '0.2', true),
  tryLock(0, '0.2', 'locked'),
  look(0, 'open', '0.9'),
  look(0, 'read', '0.9'),
  publish(0, '0.9'),
  publish(1, '0.9'),
];
const raced = execution({
  steps: race,
  history: {
    ops: [acked(0, [0, 4], 1, 'a'), acked(0, [13, 18], 2, 'b'), acked(1, [4, 19], 2, 'c', 3)],
    final: seen(3, 'c'),
  },
});
const preempted = new Map([
  [4, 0],
  [12, 1],
]);

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
    const untilNs = provenAtNs(raced, 'lost-update');
    const short = lanesOf(raced, { preempted, letters: new InodeLetters(), untilNs });
    expect(untilNs).toBe(19e6);
    expect(short).toEqual(lanes);
    const longer = { ...raced, steps: [...race, unlock(1, '0.1'), unlink(1, '0.2')] };
    expect(lanesOf(longer, { preempted, letters: new InodeLetters(), untilNs }).slice(-2)).toEqual([
      { client: null, text: '2 more steps, until everybody has come to the end', preempted: null },
      lanes.at(-1),
    ]);
  });

  test('is explained by its two holders', () => {
    const [found] = violationsOf(raced);
    if (found === undefined) throw new Error('nothing found');
    expect(found.class).toBe('lost-update');
    expect(explain(found, raced, letters)).toMatch(
      /^Client 0 and client 1 both held the lock tasks\.lock, on inodes C and A: client 0 removed A while client 1 held its lock\. /,
    );
    expect(firstOverlap(race)).toMatchObject({
      step: 14,
      holders: [
        { client: 0, inode: '0.2', removed: null },
        { client: 1, inode: '0.1', removed: { by: 0, when: 'while' } },
      ],
    });
  });

  test('has no second holder where the first gave up before', () => {
    expect(firstOverlap(race.slice(0, 12))).toBeNull();
    const inTurn = [tryLock(0, '0.1', 'locked'), unlock(0, '0.1'), tryLock(1, '0.1', 'locked')];
    expect(firstOverlap(inTurn)).toBeNull();
    const closed = [
      tryLock(0, '0.1', 'locked'),
      step(0, 'close tasks.lock', 'write lock:0.1'),
      tryLock(1, '0.1', 'locked'),
    ];
    expect(firstOverlap(closed)).toBeNull();
    const died = [tryLock(0, '0.1', 'locked'), event(0, 'crash'), tryLock(1, '0.1', 'locked')];
    expect(firstOverlap(died)).toBeNull();
    expect(firstOverlap([tryLock(0, '0.1', 'locked'), tryLock(1, '0.1', 'busy')])).toBeNull();
    const elsewhere = step(1, 'try-lock flock other.lock {inode:1.1}: locked', 'write lock:1.1');
    expect(firstOverlap([tryLock(0, '0.1', 'locked'), elsewhere])).toBeNull();
  });
});

test('one inode can have two holders too: a POSIX lock does not tell threads apart', () => {
  const both = execution({
    steps: [tryLock(0, '0.1', 'locked'), tryLock(1, '0.1', 'locked')],
    history: { ops: [acked(0, [1, 2], 1, 'a'), acked(1, [1, 2], 1, 'b', 2)] },
  });
  const [found] = violationsOf(both);
  if (found === undefined) throw new Error('nothing found');
  expect(explain(found, both, new InodeLetters())).toMatch(
    /both held the lock tasks\.lock, on the same inode A\. /,
  );
});

test('a file may have lost its name before it was locked', () => {
  const late = execution({
    steps: [
      lockFile(0, '0.1', true),
      lockFile(1, '0.1'),
      unlink(1, '0.1'),
      lockFile(1, '1.1', true),
      tryLock(1, '1.1', 'locked'),
      tryLock(0, '0.1', 'locked'),
    ],
    history: { ops: [acked(0, [1, 2], 1, 'a'), acked(1, [1, 2], 1, 'b', 2)] },
  });
  const [found] = violationsOf(late);
  if (found === undefined) throw new Error('nothing found');
  expect(explain(found, late, new InodeLetters())).toMatch(
    /^Client 0 and client 1 both held the lock tasks\.lock, on inodes A and B: client 1 had removed A before client 0 locked it\. /,
  );
});

test('a lock without a descriptor is the directory that its holder made', () => {
  const directory = (client: number, verb: string, id: string) =>
    step(client, `${verb} tasks.lock {inode:${id}}`, 'write name:tasks.lock', `write inode:${id}`);
  const taken = (client: number) => step(client, 'try-lock lockfile tasks.lock: locked');
  const stale = execution({
    steps: [
      directory(0, 'mkdir', '0.1'),
      taken(0),
      directory(1, 'rmdir', '0.1'),
      directory(1, 'mkdir', '1.1'),
      taken(1),
    ],
    history: { ops: [acked(0, [1, 2], 1, 'a'), acked(1, [1, 2], 1, 'b', 2)] },
  });
  const [found] = violationsOf(stale);
  if (found === undefined) throw new Error('nothing found');
  expect(explain(found, stale, new InodeLetters())).toMatch(
    /on inodes A and B: client 1 removed A while client 0 held its lock\. /,
  );
});

test('a POSIX lock may be lost by closing another descriptor', () => {
  const posix = (client: number, what: string) =>
    step(
      client,
      `${what} posix tasks.lock {inode:0.1}${what === 'unlock' ? '' : ': locked'}`,
      'write lock:0.1',
    );
  const lost = execution({
    steps: [
      posix(0, 'try-lock'),
      step(0, 'close tasks.lock {inode:0.1}', 'write lock:0.1'),
      posix(1, 'try-lock'),
      posix(0, 'unlock'),
    ],
    history: { ops: [acked(0, [1, 2], 1, 'a'), acked(1, [1, 2], 1, 'b', 2)] },
  });
  const [found] = violationsOf(lost);
  if (found === undefined) throw new Error('nothing found');
  expect(explain(found, lost, new InodeLetters())).toMatch(
    /^Client 0 lost the lock tasks\.lock on inode A by closing another descriptor of it, and client 1 took it\. /,
  );
  expect(firstDropped([posix(0, 'try-lock'), posix(0, 'unlock'), posix(1, 'try-lock')])).toBeNull();
  // Who releases by closing has lost nothing.
  expect(firstDropped(lost.steps.slice(0, 3))).toBeNull();
});

test('what no lock explains keeps the words of the oracle', () => {
  const stale = execution({ history: { ops: [refused(0, [1, 2], 1, 'a', 1)] } });
  const [found] = violationsOf(stale);
  if (found === undefined) throw new Error('nothing found');
  expect(explain(found, stale, new InodeLetters())).toBe(found.sentence);
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

test('letters go on after Z', () => {
  const letters = new InodeLetters();
  const all = Array.from({ length: 54 }, (_, n) => letters.of(`0.${n}`));
  expect([all[0], all[25], all[26], all[27], all[52]]).toEqual(['A', 'Z', 'AA', 'AB', 'BA']);
  expect(new Set(all).size).toBe(54);
  expect(letters.fill('rename {inode:0.1} over {inode:9.9}')).toBe('rename B over BC');
});

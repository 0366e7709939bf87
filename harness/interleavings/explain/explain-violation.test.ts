// Sentences that explain a violation by its locks: two holders and how they came about, a lock that was lost
// unnoticed, and no holders where each client released before the next acquired.
import { expect, test } from 'vitest';
import { acked, refused } from '../../../scenarios/checks/history/testing/written-history.js';
import { lockFile, publish, race, raced, tryLock, unlink, unlock } from '../../lab/testing/m03-race.js';
import { violationsOf } from '../oracle.js';
import { event, execution, step } from '../testing/written-execution.js';
import { explainViolation } from './explain-violation.js';
import { InodeLetters } from './inode-letters.js';
import { firstDropped, overlapOf } from './lock-holders.js';

test('the M0.3 race is explained by its two holders', () => {
  const [found] = violationsOf(raced);
  if (found === undefined) throw new Error('nothing found');
  expect(found.class).toBe('lost-update');
  expect(explainViolation(found, raced, new InodeLetters())).toMatch(
    /^Client 0 and client 1 both held the lock tasks\.lock, on inodes A and B: client 0 removed B while client 1 held its lock\. /,
  );
  expect(overlapOf(race)).toMatchObject({
    holders: [
      { client: 0, inode: '0.2', removed: null },
      { client: 1, inode: '0.1', removed: { by: 0, when: 'while' } },
    ],
  });
});

test('a race is explained by the holders that collided, not by ones that only met', () => {
  const met = [tryLock(1, '1.1', 'locked'), tryLock(0, '0.1', 'locked'), unlock(0, '0.1'), unlink(0, '1.1')];
  const collided = [tryLock(0, '0.2', 'locked'), publish(0, 'i.1'), unlock(0, '0.2'), publish(1, 'i.1')];
  expect(overlapOf([...met, ...collided])?.holders).toMatchObject([
    { client: 0, inode: '0.2', removed: null },
    { client: 1, inode: '1.1', removed: { by: 0, when: 'while' } },
  ]);
  expect(overlapOf(met)?.holders).toMatchObject([{ inode: '0.1' }, { inode: '1.1', removed: null }]);
});

test('there is no second holder where the first gave up before', () => {
  expect(overlapOf(race.slice(0, 12))).toBeNull();
  const inTurn = [tryLock(0, '0.1', 'locked'), unlock(0, '0.1'), tryLock(1, '0.1', 'locked')];
  expect(overlapOf(inTurn)).toBeNull();
  const closed = [
    tryLock(0, '0.1', 'locked'),
    step(0, 'close tasks.lock', 'write lock:0.1'),
    tryLock(1, '0.1', 'locked'),
  ];
  expect(overlapOf(closed)).toBeNull();
  const died = [tryLock(0, '0.1', 'locked'), event(0, 'crash'), tryLock(1, '0.1', 'locked')];
  expect(overlapOf(died)).toBeNull();
  expect(overlapOf([tryLock(0, '0.1', 'locked'), tryLock(1, '0.1', 'busy')])).toBeNull();
  const elsewhere = step(1, 'try-lock flock other.lock {inode:1.1}: locked', 'write lock:1.1');
  expect(overlapOf([tryLock(0, '0.1', 'locked'), elsewhere])).toBeNull();
});

test('one inode can have two holders too: a POSIX lock does not tell threads apart', () => {
  const both = execution({
    steps: [tryLock(0, '0.1', 'locked'), tryLock(1, '0.1', 'locked')],
    history: { ops: [acked(0, [1, 2], 1, 'a'), acked(1, [1, 2], 1, 'b', 2)] },
  });
  const [found] = violationsOf(both);
  if (found === undefined) throw new Error('nothing found');
  expect(explainViolation(found, both, new InodeLetters())).toMatch(
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
  expect(explainViolation(found, late, new InodeLetters())).toMatch(
    /^Client 0 and client 1 both held the lock tasks\.lock, on inodes A and B: client 1 had removed A before client 0 locked it\. /,
  );
});

test('a lock without a descriptor is the directory that its holder made', () => {
  const directory = (client: number, verb: string, id: string) =>
    step(client, `${verb} tasks.lock {inode:${id}}`, 'write name:tasks.lock', `write links:${id}`);
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
  expect(explainViolation(found, stale, new InodeLetters())).toMatch(
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
  expect(explainViolation(found, lost, new InodeLetters())).toMatch(
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
  expect(explainViolation(found, stale, new InodeLetters())).toBe(found.sentence);
});

// The M0.3 race written by hand, step by step as clients report it: client 1 locks the file that client 0 has
// unlocked and is about to remove, and client 0 returns and locks a new one. Exports its kinds of steps too.
import { acked, seen } from '../../../scenarios/checks/history/testing/written-history.js';
import { execution, step } from '../../interleavings/testing/written-execution.js';

export const lockFile = (client: number, id: string, made = false) =>
  made
    ? step(
        client,
        `open tasks.lock {inode:${id}}`,
        'write name:tasks.lock',
        'change entries:.',
        `write inode:${id}`,
      )
    : step(client, `open tasks.lock {inode:${id}}`, 'read name:tasks.lock', `read inode:${id}`);
export const tryLock = (client: number, id: string, outcome: string) =>
  step(client, `try-lock flock tasks.lock {inode:${id}}: ${outcome}`, `write lock:${id}`);
export const unlock = (client: number, id: string) =>
  step(client, `unlock flock tasks.lock {inode:${id}}`, `write lock:${id}`);
export const unlink = (client: number, id: string) =>
  step(
    client,
    `unlink tasks.lock {inode:${id}}`,
    'write name:tasks.lock',
    'change entries:.',
    `write links:${id}`,
  );
export const look = (client: number, verb: string, id: string) =>
  step(client, `${verb} tasks.yaml {inode:${id}}`, 'read name:tasks.yaml', `read inode:${id}`);
export const scratch = (client: number, verb: string) =>
  step(client, `${verb} tasks.${client}.tmp {inode:${client}.9}`, `write inode:${client}.9`);
export const publish = (client: number, over: string) =>
  step(client, `rename tasks.${client}.tmp → tasks.yaml`, 'write name:tasks.yaml', `write links:${over}`);

export const race = [
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
export const raced = execution({
  steps: race,
  history: {
    ops: [acked(0, [0, 4], 1, 'a'), acked(0, [13, 18], 2, 'b'), acked(1, [4, 19], 2, 'c', 3)],
    final: seen(3, 'c'),
  },
});
export const preempted = new Map([
  [4, 0],
  [12, 1],
]);
